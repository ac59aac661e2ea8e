package io.thingconnect.pulse.backupd.control.varlink;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.ConnectionRefusedSocketException;
import org.newsclub.net.unix.FileDescriptorCast;

/**
 * The listening socket: bound here, or passed by systemd. Its file is open to every user, because each caller is checked
 * by the credentials the kernel gives; a directory we make ourselves is not.
 */
public final class ControlSocket implements AutoCloseable {
    /** What fits {@code sun_path} with its final NUL. A longer path would be cut short without a word. */
    private static final int LONGEST_PATH = 107;

    private static final int FIRST_PASSED = 3;
    private static final int BACKLOG = 256;
    private static final int GLANCE_MILLIS = 1000;

    private final AFUNIXServerSocket server;
    /** Held while we live, so that of two daemons started at once only one removes the other's leftovers; null for an adopted socket. */
    private final FileChannel lock;

    private ControlSocket(AFUNIXServerSocket server, FileChannel lock) {
        this.server = server;
        this.lock = lock;
    }

    /** The descriptor of systemd's socket, by {@code LISTEN_FDS} and {@code LISTEN_PID}; empty where none is meant for us. */
    public static OptionalInt passed(Map<String, String> environment, long ownPid) {
        boolean ours = Long.toString(ownPid).equals(environment.get("LISTEN_PID"));
        String count = environment.getOrDefault("LISTEN_FDS", "0");
        return ours && count.matches("[1-9][0-9]{0,3}") ? OptionalInt.of(FIRST_PASSED) : OptionalInt.empty();
    }

    /** Takes over a listening socket that another process made and will go on using: it is still listening when we are gone. */
    public static ControlSocket adopt(int descriptor) throws BackupException {
        try {
            AFUNIXServerSocket server =
                    FileDescriptorCast.unsafeUsing(descriptor).as(AFUNIXServerSocket.class);
            server.setDeleteOnClose(false);
            // A shutdown reaches every holder of the socket: systemd could not listen on it any more. The library shuts
            // down whatever it is told to close, so this one is never closed, and whoever accepts looks up now and
            // then.
            server.setShutdownOnClose(false);
            server.setSoTimeout(GLANCE_MILLIS);
            return new ControlSocket(server, null);
        } catch (IOException | ClassCastException e) {
            throw new BackupException(
                    ErrorCode.INTERNAL,
                    "the descriptor " + descriptor + " passed by systemd is not a listening unix socket: "
                            + e.getMessage(),
                    "Look at the unit thingconnect-pulse-backup.socket.",
                    e);
        }
    }

    /**
     * Makes the socket, and its directory (mode 0750) where there is none.
     *
     * @throws BackupException {@code CONFIG_INVALID} for a path longer than 107 bytes or one that is something else;
     *     {@code BUSY} when a daemon answers there
     */
    public static ControlSocket bind(Path path) throws BackupException {
        int bytes = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LONGEST_PATH) {
            throw new BackupException(
                    ErrorCode.CONFIG_INVALID,
                    "the path of the control socket '" + path + "' is " + bytes + " bytes long; at most " + LONGEST_PATH
                            + " fit",
                    "Choose a directory with a shorter path.");
        }
        try {
            return claim(path);
        } catch (IOException e) {
            throw new BackupException(
                    ErrorCode.CONFIG_INVALID,
                    "the control socket '" + path + "' cannot be made: " + e.getMessage(),
                    "Check the directory's owner and permissions.",
                    e);
        }
    }

    private static ControlSocket claim(Path path) throws IOException, BackupException {
        Path directory = path.toAbsolutePath().getParent();
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            // Set after the fact: the umask takes bits from an attribute given at creation.
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-x---"));
        }
        FileChannel lock = lock(path);
        try {
            removeStale(path);
            AFUNIXServerSocket server = AFUNIXServerSocket.newInstance();
            server.bind(AFUNIXSocketAddress.of(path), BACKLOG);
            return new ControlSocket(server, lock);
        } catch (IOException | BackupException e) {
            lock.close();
            throw e;
        }
    }

    private static FileChannel lock(Path path) throws IOException, BackupException {
        Path file = path.resolveSibling(path.getFileName() + ".lock");
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        FileChannel channel = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS), mode);
        try {
            FileLock held = channel.tryLock();
            if (held != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Held by this very process: the same answer as for another one.
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw alreadyRunning(path);
    }

    /** A socket's file outlives its process; nobody answering is what tells a leftover from a daemon. */
    private static void removeStale(Path path) throws IOException, BackupException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        boolean special = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther();
        if (!special) {
            throw new IOException("something else than a socket stands there");
        }
        try {
            AFUNIXSocket.connectTo(AFUNIXSocketAddress.of(path)).close();
        } catch (ConnectionRefusedSocketException e) {
            Files.deleteIfExists(path);
            return;
        }
        throw alreadyRunning(path);
    }

    private static BackupException alreadyRunning(Path path) {
        return new BackupException(
                ErrorCode.BUSY,
                "a daemon is already running: somebody answers at '" + path + "'",
                "Stop it first, or use another --root.");
    }

    public AFUNIXServerSocket server() {
        return server;
    }

    /** Ends a socket made here. An adopted one is left to the end of the process. */
    @Override
    public void close() throws IOException {
        if (lock == null) {
            return;
        }
        try {
            server.close();
        } finally {
            lock.close();
        }
    }
}
