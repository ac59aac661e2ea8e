package io.thingconnect.pulse.backupd.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Compression;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Chains brought back by nothing but the commands that stand in {@code RESTORE.md}. */
final class ByHandIT {
    static final String D_LINE = "D=/var/tmp/pulse-restore ";

    @TempDir
    private Path scratch;

    private Path target;

    @BeforeEach
    void prepare() throws IOException {
        scratch = scratch.toRealPath();
        target = scratch.resolve("target");
    }

    /** A full and five deltas, each different in kind. */
    static HandmadeChain chain(Path scratch, Compression compression) throws Exception {
        SmallBox box = new SmallBox(Files.createDirectories(scratch.resolve("box")));
        HandmadeChain chain =
                new HandmadeChain(box, scratch.resolve("spool"), scratch.resolve("destination"), compression, 0);
        chain.backUp();
        for (int step = 1; step <= 5; step++) {
            box.change(step);
            chain.backUp();
        }
        return chain;
    }

    /** The first block of RESTORE.md, with the directory to unpack into put in. */
    static Path commands(HandmadeChain chain, Path target) throws IOException {
        String block = Shell.block(chain.destination.resolve("RESTORE.md"), 0);
        assertTrue(block.startsWith(D_LINE), block);
        return Files.writeString(target.resolveSibling("commands"), block.replace(D_LINE, "D='" + target + "' "));
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void theCommandsOfRestoreMd_bringEveryStateBack(Compression compression) throws Exception {
        HandmadeChain chain = chain(scratch, compression);
        Path commands = commands(chain, target);
        Shell shell = Shell.run(chain.destination, commands).succeeded();
        assertTrue(
                shell.said()
                        .endsWith("RESTORED: " + target + " holds "
                                + chain.manifests.get(5).label() + "\n"),
                shell.said());
        RestoredTree.assertHolds(chain.manifests.get(5), target, "");
        assertFalse(Files.exists(chain.destination.resolve("PWNED")));
    }

    /** {@code DELTAS} and {@code FULL} cut back to each earlier point, as the notes say. */
    @Test
    void everyEarlierPoint_isReachedByRemovingNames() throws Exception {
        HandmadeChain chain = chain(scratch, Compression.GZIP);
        String all = Files.readString(commands(chain, target));
        for (int last = 4; last >= 0; last--) {
            all = all.replace("\n" + chain.archive(last + 1).getFileName(), "");
            String sound = chain.manifests.get(last).databases().stream()
                    .map(state -> "sound './" + state.path().replace("'", "'\\''") + "'\n")
                    .collect(Collectors.joining());
            int from = all.indexOf("\nsound ") + 1;
            String earlier = all.substring(0, from) + sound + all.substring(all.indexOf("rm -rf .pulse-backup"));
            Path tree = scratch.resolve("earlier-" + last);
            Path script =
                    Files.writeString(scratch.resolve("commands"), earlier.replace(target.toString(), tree.toString()));
            Shell.run(chain.destination, script).succeeded();
            RestoredTree.assertHolds(chain.manifests.get(last), tree, "");
        }
    }

    @Test
    void theNotesFindTheChainOfAnyBackup() throws Exception {
        HandmadeChain chain = chain(scratch, Compression.ZSTD);
        for (int last = 0; last < chain.manifests.size(); last++) {
            String block = Shell.block(chain.destination.resolve("RESTORE.md"), 2)
                    .replaceFirst("L=.*", "L=" + chain.manifests.get(last).label());
            Shell found = Shell.run(chain.job(), Files.writeString(scratch.resolve("find"), block))
                    .succeeded();
            StringBuilder expected = new StringBuilder();
            for (int link = 0; link <= last; link++) {
                expected.append(chain.archive(link).getFileName()).append("\n");
            }
            assertEquals(expected.toString(), found.said());
        }
    }

    /** The files for those who go step by step are what sha256sum reads, bad names included. */
    @Test
    void checksumFiles_areReadBySha256sum() throws Exception {
        HandmadeChain chain = chain(scratch, Compression.NONE);
        String all = Files.readString(commands(chain, target));
        Files.writeString(scratch.resolve("commands"), all.replace("rm -rf .pulse-backup", ""));
        Shell.run(chain.destination, scratch.resolve("commands")).succeeded();
        // Nothing changed last: before is after.
        for (String name : List.of("before", "after")) {
            String said = Shell.command(
                            target, List.of("sha256sum", "-c", "--strict", ".pulse-backup/" + name + ".sha256"))
                    .succeeded()
                    .said();
            assertEquals(3, said.lines().filter(line -> line.endsWith(": OK")).count(), said);
        }
    }

    @Test
    void theSettingsOfWhoeverRunsIt_changeNothing() throws Exception {
        HandmadeChain chain = chain(scratch, Compression.ZSTD);
        Path home = Files.createDirectory(scratch.resolve("home"));
        Files.writeString(home.resolve(".sqliterc"), ".mode box\n.headers on\nSELECT 'hello';\n");
        Path script = commands(chain, target);
        Shell.command(
                        chain.destination,
                        List.of(
                                "env",
                                "-i",
                                "PATH=/usr/bin:/bin",
                                "HOME=" + home,
                                "XDG_CONFIG_HOME=" + home,
                                "TAR_OPTIONS=--exclude=*.db --keep-old-files",
                                "LC_ALL=de_DE.ISO-8859-1",
                                "POSIXLY_CORRECT=1",
                                "bash",
                                script.toString()))
                .succeeded();
        RestoredTree.assertHolds(chain.manifests.get(5), target, "");
    }
}
