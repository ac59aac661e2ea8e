package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.system.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A machine with stock tools and nothing of ours: commands are typed with a root directory of their own, into which the
 * programs of this machine are mounted. The mounts end with each command. Its {@code systemctl} writes down what it is asked,
 * and its user {@code games} is the application's.
 */
final class Machine implements AutoCloseable {
    /** Where a system of today has its programs, and what they read. */
    private static final List<String> PROGRAMS = List.of("usr", "bin", "sbin", "lib", "lib32", "lib64");

    private static final List<String> SETTINGS = List.of(
            "etc/passwd",
            "etc/group",
            "etc/nsswitch.conf",
            "etc/ld.so.cache",
            "etc/alternatives",
            "etc/pam.d",
            "etc/security");

    private static final String ENTER = """
            for each in $MOUNTED dev proc; do mount --rbind "/$each" "$R/$each"; done
            mkdir -p "$R$V"
            mount --rbind "$V" "$R$V"
            exec chroot "$R" /usr/bin/env -i PATH=/fake:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root "$@" sh -u /typed
            """;

    private final Path root;
    private final List<String> mounted = new ArrayList<>();

    private Machine(Path root) {
        this.root = root;
    }

    /** Skips the test, with the reason, where there cannot be one. */
    static Machine create() throws IOException {
        Assumptions.assumeTrue(
                Sandbox.run(List.of("unshare", "--mount", "true"), Path.of("/tmp"))
                                .status()
                        == 0,
                "no machine of its own can be made here: unshare --mount is for root");
        Machine machine = new Machine(Files.createTempDirectory(Path.of("/tmp"), "pbm"));
        Files.setPosixFilePermissions(machine.root, PosixFilePermissions.fromString("rwxr-xr-x"));
        machine.furnish();
        return machine;
    }

    private void furnish() throws IOException {
        for (String name : PROGRAMS) {
            Path real = Path.of("/").resolve(name);
            if (Files.isSymbolicLink(real)) {
                Files.createSymbolicLink(root.resolve(name), Files.readSymbolicLink(real));
            } else if (Files.isDirectory(real)) {
                Files.createDirectory(root.resolve(name));
                mounted.add(name);
            }
        }
        for (String name : List.of("dev", "proc", "etc/samba", "root", "run", "tmp", "var/tmp", "var/log", "fake")) {
            Files.createDirectories(root.resolve(name));
        }
        for (String name : SETTINGS) {
            Sandbox.run(List.of("cp", "-a", "/" + name, root.resolve(name).toString()), root);
        }
        Files.writeString(root.resolve("etc/samba/smb.conf"), "");
        program("systemctl", "echo \"$@\" >> /var/log/systemctl");
        program("journalctl", "exit 0");
    }

    private void program(String name, String script) throws IOException {
        Path file = Files.writeString(root.resolve("fake").resolve(name), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    Path root() {
        return root;
    }

    /** What services were asked to do, one line each, since the last question. */
    List<String> asked() throws IOException {
        Path log = root.resolve("var/log/systemctl");
        List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
        Files.deleteIfExists(log);
        return lines;
    }

    /**
     * Types commands as root.
     *
     * @param visible a directory of this machine that the other one sees under the same name: the disk with the backups
     * @param environment {@code NAME=value}, what a person would be asked for at a terminal
     */
    Sandbox.Answer type(Path visible, String commands, String... environment) throws IOException {
        Files.writeString(root.resolve("typed"), commands);
        List<String> line = new ArrayList<>(List.of(
                "unshare",
                "--mount",
                "--propagation",
                "private",
                "env",
                "R=" + root,
                "V=" + visible,
                "MOUNTED=" + String.join(" ", mounted),
                "sh",
                "-eu",
                "-c",
                ENTER,
                "sh"));
        line.addAll(List.of(environment));
        return Sandbox.run(line, root);
    }

    @Override
    public void close() throws IOException {
        DurableFiles.deleteTree(root);
    }
}
