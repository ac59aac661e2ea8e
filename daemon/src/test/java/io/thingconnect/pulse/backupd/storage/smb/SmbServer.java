package io.thingconnect.pulse.backupd.storage.smb;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A Samba server of its own: on a free port of the loopback, with every file of its below one directory, and one user.
 * Its shares: {@code backup}, {@code readonly}, {@code guests}, {@code full} (a sized tmpfs, where that can be mounted).
 */
public final class SmbServer implements AutoCloseable {
    public static final SmbLogin USER = new SmbLogin("nobody", "pw12345 ü", "");

    private static final Path SMBD = Path.of("/usr/sbin/smbd");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path directory;
    private final int port;
    private Process process;

    private SmbServer(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    /** Skips the test, with the reason, where there cannot be one. */
    public static void assumePossible() throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isExecutable(SMBD), "no smbd: package samba is not installed");
        Process id = new ProcessBuilder("id", "-u").start();
        String uid = new String(id.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        id.waitFor();
        Assumptions.assumeTrue(uid.equals("0"), "smbd must be started by root to act for its user");
    }

    /** @param global further lines of the section [global], such as {@code server smb encrypt = required} */
    public static SmbServer start(Path directory, String... global) throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        SmbServer server = new SmbServer(directory, port);
        for (String name : List.of("priv", "lock", "state", "cache", "pid", "log", "rpc")) {
            Files.createDirectories(directory.resolve(name));
        }
        for (String name : List.of("backup", "readonly", "guests", "full")) {
            Files.createDirectories(directory.resolve(name));
            Files.setPosixFilePermissions(directory.resolve(name), PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        // The server's user comes in through every directory above; those of tests are their owner's alone.
        for (Path above : List.of(directory, directory.getParent())) {
            Set<PosixFilePermission> mode = new HashSet<>(Files.getPosixFilePermissions(above));
            mode.addAll(PosixFilePermissions.fromString("--x--x--x"));
            Files.setPosixFilePermissions(above, mode);
        }
        Files.writeString(directory.resolve("smb.conf"), server.configuration(String.join("\n  ", global)));
        server.addUser();
        server.up();
        return server;
    }

    private String configuration(String global) {
        return """
                [global]
                  server role = standalone server
                  workgroup = TEST
                  netbios name = TESTSRV
                  interfaces = 127.0.0.1/8
                  bind interfaces only = yes
                  smb ports = PORT
                  disable netbios = yes
                  server min protocol = SMB2_10
                  security = user
                  map to guest = bad user
                  guest account = nobody
                  passdb backend = tdbsam:DIR/priv/passdb.tdb
                  private dir = DIR/priv
                  lock directory = DIR/lock
                  state directory = DIR/state
                  cache directory = DIR/cache
                  pid directory = DIR/pid
                  ncalrpc dir = DIR/rpc
                  log file = DIR/log/%m.log
                  load printers = no
                  printing = bsd
                  printcap name = /dev/null
                  GLOBAL
                [backup]
                  path = DIR/backup
                  read only = no
                  valid users = nobody
                [readonly]
                  path = DIR/readonly
                  read only = yes
                [guests]
                  path = DIR/guests
                  read only = no
                  guest ok = yes
                [full]
                  path = DIR/full
                  read only = no
                """.replace("PORT", Integer.toString(port))
                .replace("GLOBAL", global)
                .replace("DIR", directory.toString());
    }

    private void addUser() throws IOException, InterruptedException {
        Process added =
                command("smbpasswd", "-c", conf(), "-s", "-a", USER.username()).start();
        try (var in = added.getOutputStream()) {
            in.write((USER.password() + "\n" + USER.password() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        if (added.waitFor() != 0) {
            throw new IOException("smbpasswd failed: " + Files.readString(log()));
        }
    }

    private ProcessBuilder command(String... words) {
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        return builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    }

    private String conf() {
        return directory.resolve("smb.conf").toString();
    }

    private Path log() {
        return directory.resolve("log/out");
    }

    /** Starts it, or starts it again, on the same port. */
    public void up() throws IOException, InterruptedException {
        process = command(SMBD.toString(), "--foreground", "--debug-stdout", "-s", conf())
                .start();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IOException("smbd did not start: " + Files.readString(log()));
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** As {@code kill -9} of all of it. */
    public void kill() throws InterruptedException {
        List<ProcessHandle> all = all();
        all.forEach(ProcessHandle::destroyForcibly);
        process.waitFor();
    }

    /** Ends the process that serves a connection, not the server. */
    public void killSessions() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
    }

    /** It exists, and does nothing any more. */
    public void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    public void thaw() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        for (ProcessHandle each : all()) {
            new ProcessBuilder("kill", signal, Long.toString(each.pid()))
                    .start()
                    .waitFor();
        }
    }

    private List<ProcessHandle> all() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
    }

    public int port() {
        return port;
    }

    public Path directory(String share) {
        return directory.resolve(share);
    }

    public SmbAddress address(String share, String... folder) {
        return new SmbAddress("127.0.0.1", port, share, List.of(folder));
    }

    @Override
    public void close() throws IOException {
        try {
            if (process.isAlive()) {
                thaw();
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while smbd was ended", e);
        }
    }
}
