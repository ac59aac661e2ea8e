package io.thingconnect.pulse.backupd.system;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;

/** Calls of the C library that the platform does not offer; each answers as its manual page says. */
final class Libc {
    static final int ENODATA = 61;

    /** False where the native part of the library cannot be loaded; then no call may be made. */
    static final boolean LOADED = load();

    private Libc() {}

    private static boolean load() {
        try {
            Native.register(Libc.class, "c");
            return true;
        } catch (UnsatisfiedLinkError | NoClassDefFoundError unused) {
            return false;
        }
    }

    static native NativeLong llistxattr(byte[] path, byte[] names, NativeLong size) throws LastErrorException;

    static native NativeLong lgetxattr(byte[] path, byte[] name, byte[] value, NativeLong size)
            throws LastErrorException;

    static native int lsetxattr(byte[] path, byte[] name, byte[] value, NativeLong size, int flags)
            throws LastErrorException;

    static native int lremovexattr(byte[] path, byte[] name) throws LastErrorException;

    /** {@code struct passwd *}: its first field is the name, a user id stands behind two pointers. */
    static native Pointer getpwuid(int uid);

    static native Pointer getpwnam(String name);

    /** {@code struct group *}, laid out like {@code struct passwd} up to its id. */
    static native Pointer getgrgid(int gid);

    static native Pointer getgrnam(String name);
}
