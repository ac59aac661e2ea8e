package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Where the daemon listens, and what it means when nobody answers there. */
final class ControlSocket {
    static final String DEFAULT = "/run/thingconnect-pulse-backup/control.sock";
    /** Of the service that restores in place. */
    static final String RESTORES = "/run/thingconnect-pulse-restore/restore.sock";
    /** {@code sun_path} holds 108 bytes, one of them the closing zero. */
    private static final int MAX_PATH_BYTES = 107;

    private final Path path;
    private final String root;

    private ControlSocket(Path path, String root) {
        this.path = path;
        this.root = root;
    }

    /** Options go before the environment, a socket before a root. */
    static ControlSocket chosen(Arguments arguments, Surroundings surroundings) {
        String socket = arguments.value("--socket");
        String root = arguments.value("--root");
        if (socket == null && root == null) {
            socket = surroundings.environment("PULSECTL_SOCKET");
            root = surroundings.environment("PULSECTL_ROOT");
        }
        if (socket != null && !socket.isEmpty()) {
            return new ControlSocket(surroundings.directory().resolve(socket), "");
        }
        if (root != null && !root.isEmpty()) {
            Path below = surroundings.directory().resolve(root);
            return new ControlSocket(below.resolve(DEFAULT.substring(1)), below.toString());
        }
        return new ControlSocket(Path.of(DEFAULT), "");
    }

    /** The directory below which the daemon runs, absolute; "" for a real box, or where a socket was named. */
    static String root(Arguments arguments, Surroundings surroundings) {
        return chosen(arguments, surroundings).root;
    }

    /** Who restores in place: below a root, or at a socket that was named, the daemon; else a service of its own. */
    static ControlSocket ofRestores(Arguments arguments, Surroundings surroundings) {
        ControlSocket chosen = chosen(arguments, surroundings);
        return chosen.path.equals(Path.of(DEFAULT)) ? new ControlSocket(Path.of(RESTORES), "") : chosen;
    }

    /** "" for the machine itself. */
    String root() {
        return root;
    }

    SocketChannel connect() throws Failure {
        int bytes = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_PATH_BYTES) {
            throw new Failure(
                    Exit.UNREACHABLE,
                    "SocketPathTooLong",
                    "the socket's path " + path + " is " + bytes + " bytes long, Unix sockets allow " + MAX_PATH_BYTES,
                    "Use a shorter --root, or give --socket a shorter path, for example of a symbolic link to the"
                            + " directory.");
        }
        SocketChannel channel = null;
        try {
            channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.connect(UnixDomainSocketAddress.of(path));
            return channel;
        } catch (IOException e) {
            close(channel);
            throw unreachable(e);
        }
    }

    private static void close(SocketChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // It was never connected: nothing can be lost.
            }
        }
    }

    /** By the file, not by the exception's message: that is in the language of the locale. */
    private Failure unreachable(IOException cause) {
        try {
            Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            return notRunning("there is no socket " + path);
        } catch (AccessDeniedException e) {
            return notPermitted();
        } catch (IOException e) {
            return notRunning(Text.clean(e.toString()));
        }
        if (!Files.isWritable(path)) {
            return notPermitted();
        }
        return notRunning("nobody listens at " + path + " (" + Text.clean(String.valueOf(cause.getMessage())) + ")");
    }

    private Failure notRunning(String why) {
        String hint = root.isEmpty()
                ? "systemctl status thingconnect-pulse-backup"
                : "Start the daemon there: pulse-backupd --root " + root;
        return new Failure(Exit.UNREACHABLE, "Unreachable", "the backup daemon is not reachable, " + why, hint);
    }

    private Failure notPermitted() {
        return new Failure(
                Exit.NOT_PERMITTED,
                "NotPermitted",
                "no permission to open " + path,
                "Join the group pulse-backup (look, back up, verify) or pulse-backup-admin (everything):"
                        + " sudo usermod -aG pulse-backup $USER, then log in again.");
    }
}
