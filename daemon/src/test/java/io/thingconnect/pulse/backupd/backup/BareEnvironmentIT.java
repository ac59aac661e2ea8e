package io.thingconnect.pulse.backupd.backup;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Compression;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The commands of {@code RESTORE.md} on a machine that has the programs it names, and not one file besides. */
final class BareEnvironmentIT {
    private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");

    @TempDir
    private Path scratch;

    /** The root of a machine: the programs, the libraries that they need, and {@code /dev/null}. */
    private Path machine(List<String> programs) throws IOException {
        Assumptions.assumeTrue(
                "root".equals(System.getProperty("user.name")), "only root may change the root directory");
        Path root = Files.createDirectories(scratch.toRealPath().resolve("machine"));
        for (String name : programs) {
            Path real = Tools.find(name).toRealPath();
            copy(real, Files.createDirectories(root.resolve("bin")).resolve(name));
            Matcher library = LIBRARY.matcher(
                    Shell.command(root, List.of("ldd", real.toString())).said());
            while (library.find()) {
                Path file = Path.of(library.group(1));
                copy(file.toRealPath(), root.resolve("." + file).normalize());
            }
        }
        Files.createDirectories(root.resolve("dev"));
        Files.createDirectories(root.resolve("var/tmp"));
        Shell made = Shell.command(root, List.of("mknod", "-m", "666", "dev/null", "c", "1", "3"));
        Assumptions.assumeTrue(made.status() == 0, "no devices can be made here: " + made.said());
        return root;
    }

    private static void copy(Path from, Path to) throws IOException {
        if (!Files.exists(to)) {
            Files.createDirectories(to.getParent());
            Files.copy(from, to);
        }
    }

    private static Shell run(Path root, String script) throws IOException {
        Files.writeString(root.resolve("commands"), "cd /destination\n" + script);
        List<String> command = new ArrayList<>(List.of("env", "-i", "PATH=/bin"));
        command.addAll(List.of(Files.exists(Path.of("/usr/sbin/chroot")) ? "/usr/sbin/chroot" : "/usr/bin/chroot"));
        command.addAll(List.of(root.toString(), "/bin/sh", "/commands"));
        return Shell.command(root, command);
    }

    /** Word for word: also the directory is the one that stands there. */
    @ParameterizedTest
    @EnumSource(Compression.class)
    void theCommandsAsTheyStand_bringTheChainBack(Compression compression) throws Exception {
        Path root = machine(Tools.ALLOWED);
        HandmadeChain chain = ByHandIT.chain(scratch.toRealPath(), compression);
        Shell.command(root, List.of("cp", "-a", chain.destination.toString(), root + "/destination"))
                .succeeded();
        Shell shell = run(root, Shell.block(root.resolve("destination/RESTORE.md"), 0))
                .succeeded();
        assertTrue(shell.said().contains("RESTORED: /var/tmp/pulse-restore holds"), shell.said());
        RestoredTree.assertHolds(chain.manifests.get(5), root.resolve("var/tmp/pulse-restore"), "");
    }

    @Test
    void withoutSqlite_nothingIsUnpacked() throws Exception {
        List<String> few = new ArrayList<>(Tools.ALLOWED);
        few.remove("sqlite3");
        Path root = machine(few);
        HandmadeChain chain = ByHandIT.chain(scratch.toRealPath(), Compression.GZIP);
        Shell.command(root, List.of("cp", "-a", chain.destination.toString(), root + "/destination"))
                .succeeded();
        run(root, Shell.block(root.resolve("destination/RESTORE.md"), 0)).stopped("install sqlite3 first");
        assertTrue(Files.notExists(root.resolve("var/tmp/pulse-restore")));
    }
}
