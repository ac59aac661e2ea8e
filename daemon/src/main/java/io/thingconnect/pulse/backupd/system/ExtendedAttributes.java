package io.thingconnect.pulse.backupd.system;

import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Extended attributes of a path, a symlink's own included (xattr(7)). Nothing is opened, so that a live database's locks
 * are safe. The platform shows those below {@code user.} alone, and opens the file for them.
 */
public final class ExtendedAttributes {
    private static final Charset NAMES = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

    /** The kernel's bounds for one value, and for all names of a file. */
    private static final int MAX = 64 * 1024;

    private ExtendedAttributes() {}

    /** Whether the C library can be asked; every other method needs it. */
    public static boolean available() {
        return Libc.LOADED;
    }

    /** All names; none where the file system has no attributes. */
    public static List<String> names(Path path) throws IOException {
        byte[] list = new byte[MAX];
        int length;
        try {
            length = Libc.llistxattr(name(path), list, new NativeLong(list.length))
                    .intValue();
        } catch (LastErrorException e) {
            throw failed("list the attributes", path, e);
        }
        List<String> names = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < length; i++) {
            if (list[i] == 0) {
                names.add(new String(list, from, i - from, NAMES));
                from = i + 1;
            }
        }
        return names;
    }

    /** The value, empty where there is no such attribute. */
    public static Optional<byte[]> get(Path path, String name) throws IOException {
        byte[] value = new byte[MAX];
        try {
            int length = Libc.lgetxattr(name(path), bytes(name), value, new NativeLong(value.length))
                    .intValue();
            return Optional.of(Arrays.copyOf(value, length));
        } catch (LastErrorException e) {
            if (e.getErrorCode() == Libc.ENODATA) {
                return Optional.empty();
            }
            throw failed("read the attribute " + name, path, e);
        }
    }

    /** Sets it, whether it was there or not. */
    public static void set(Path path, String name, byte[] value) throws IOException {
        try {
            Libc.lsetxattr(name(path), bytes(name), value, new NativeLong(value.length), 0);
        } catch (LastErrorException e) {
            throw failed("set the attribute " + name, path, e);
        }
    }

    /** Removes it; one that is not there is no error. */
    public static void remove(Path path, String name) throws IOException {
        try {
            Libc.lremovexattr(name(path), bytes(name));
        } catch (LastErrorException e) {
            if (e.getErrorCode() != Libc.ENODATA) {
                throw failed("remove the attribute " + name, path, e);
            }
        }
    }

    private static byte[] name(Path path) {
        return bytes(path.toString());
    }

    private static byte[] bytes(String text) {
        byte[] bytes = text.getBytes(NAMES);
        return Arrays.copyOf(bytes, bytes.length + 1);
    }

    private static IOException failed(String what, Path path, LastErrorException e) {
        return new FileSystemException(path.toString(), null, "cannot " + what + ": " + e.getMessage());
    }
}
