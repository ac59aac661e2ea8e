package io.thingconnect.pulse.backupd.backup;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Compression;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The commands of {@code RESTORE.md} with one step done wrong: they stop, say so, and never say that it is done. */
final class WrongStepIT {
    private static final String CHECK_SUMS = "for A in $FULL $DELTAS; do sha256sum";

    @TempDir
    private Path scratch;

    private Path target;
    private HandmadeChain chain;
    private String commands;
    private int runs;

    @BeforeEach
    void prepare() throws IOException {
        scratch = scratch.toRealPath();
        target = scratch.resolve("target");
    }

    private void make(Compression compression) throws Exception {
        chain = ByHandIT.chain(scratch, compression);
        commands = Files.readString(ByHandIT.commands(chain, target));
        assertTrue(commands.contains(CHECK_SUMS), commands);
    }

    /** Runs them with these deltas, and expects a stop. */
    private void stops(List<String> deltas, String... words) throws IOException {
        int from = commands.indexOf("DELTAS='") + "DELTAS='".length();
        String all = commands.substring(0, from)
                + "\n" + String.join("\n", deltas)
                + commands.substring(commands.indexOf('\'', from));
        stops(all, words);
    }

    private void stops(String all, String... words) throws IOException {
        Path tree = scratch.resolve("tree-" + runs++);
        Path script = Files.writeString(scratch.resolve("wrong"), all.replace(target.toString(), tree.toString()));
        Shell shell = Shell.run(chain.destination, script).stopped(words).stopped("STOPPED", tree.toString());
        assertFalse(shell.said().contains("RESTORED"), shell.said());
        assertFalse(Files.exists(tree) && !Files.exists(tree.resolve(".pulse-backup")), "it looks as if it were done");
    }

    private List<String> deltas() {
        List<String> names = new ArrayList<>();
        for (int link = 1; link < chain.manifests.size(); link++) {
            names.add(chain.archive(link).getFileName().toString());
        }
        return names;
    }

    @Test
    void aSkippedSwappedOrRepeatedDelta_stops() throws Exception {
        make(Compression.GZIP);
        for (int i = 0; i < 4; i++) {
            List<String> skipped = deltas();
            skipped.remove(i);
            stops(skipped, "apply.sh", "FAILED", "the tree must hold", "Nothing was changed");
            List<String> repeated = deltas();
            repeated.add(i, repeated.get(i));
            stops(repeated, "FAILED", "applied already");
            List<String> late = deltas();
            late.add(late.get(i));
            stops(late, "FAILED", "Nothing was changed");
        }
        for (int i = 0; i < 3; i++) {
            List<String> swapped = deltas();
            Collections.swap(swapped, i, i + 1);
            stops(swapped, "FAILED", "the tree must hold");
        }
    }

    /** Without the note of what the tree holds, nothing could tell that a delta of files alone was left out. */
    @Test
    void aTreeThatDoesNotSayWhatItHolds_stops() throws Exception {
        make(Compression.GZIP);
        stops(commands.replaceFirst("(?m)^content_id .*$", ""), "FAILED", ".pulse-backup/state", "RESTORE.md");
        stops(commands.replaceFirst("(?m)^content_id .*$", "echo > \"\\$D/.pulse-backup/state\""), "FAILED");
    }

    /** And where the note lies, the databases tell. */
    @Test
    void aWrongDatabaseUnderARightNote_stopsBeforeAnythingChanges() throws Exception {
        make(Compression.GZIP);
        stops(
                commands.replaceFirst(
                        "(?m)^content_id .*$",
                        "$0; cp \"\\$D/var/lib/pulse/second/second.db\" \"\\$D/var/lib/pulse/pulse.db\""),
                "FAILED",
                "pulse.db must be as it is in " + chain.manifests.get(0).label(),
                "Nothing was changed");
    }

    @Test
    void aDeltaOfAnotherChain_orAnotherFull_stops() throws Exception {
        make(Compression.GZIP);
        SmallBox otherBox = new SmallBox(Files.createDirectories(scratch.resolve("other/box")));
        otherBox.change(1);
        HandmadeChain other =
                new HandmadeChain(otherBox, scratch.resolve("other/spool"), chain.destination, Compression.GZIP, 5);
        other.backUp();
        otherBox.change(2);
        other.backUp();
        String full = chain.archive(0).getFileName().toString();
        stops(
                commands.replace("FULL=" + full, "FULL=" + other.archive(0).getFileName()),
                "FAILED",
                "the tree must hold");
        for (int i = 0; i < 5; i++) {
            List<String> foreign = deltas();
            foreign.set(i, other.archive(1).getFileName().toString());
            stops(foreign, "FAILED", "the tree must hold");
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void aDamagedFile_stops(Compression compression) throws Exception {
        make(compression);
        for (int link : new int[] {0, 1, 4}) {
            Path archive = chain.archive(link);
            byte[] good = Files.readAllBytes(archive);
            for (double at : new double[] {0.01, 0.5, 0.99}) {
                byte[] bad = good.clone();
                bad[(int) (at * bad.length)] ^= 1;
                Files.write(archive, bad);
                stops(commands, "FAILED", archive.getFileName().toString());
            }
            Files.write(archive, java.util.Arrays.copyOf(good, good.length / 2));
            stops(commands, "FAILED", archive.getFileName().toString());
            Files.write(archive, good);
        }
        Path sums = chain.job().resolve(chain.manifests.get(2).label() + ".sha256");
        String text = Files.readString(sums);
        Files.writeString(sums, text.replaceFirst("[0-8]", "9"));
        stops(commands, "FAILED");
        Files.delete(sums);
        stops(commands, sums.getFileName().toString());
        Files.writeString(sums, text);
        Path manifest = chain.job().resolve(chain.manifests.get(3).label() + ".manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("plant7", "plant8"));
        stops(commands, "FAILED", manifest.getFileName().toString());
    }

    /**
     * Somebody who leaves out that step is still told: by what unpacks, and by the script of each delta. Only of a full that
     * is not compressed tar does not see that its end is missing.
     */
    @ParameterizedTest
    @EnumSource(Compression.class)
    void aTruncatedArchive_stops_evenWithoutChecksums(Compression compression) throws Exception {
        make(compression);
        commands = commands.replaceFirst("(?m)^" + java.util.regex.Pattern.quote(CHECK_SUMS) + ".*$", "");
        for (int link = compression == Compression.NONE ? 1 : 0; link < 4; link++) {
            Path archive = chain.archive(link);
            byte[] good = Files.readAllBytes(archive);
            for (double part : new double[] {0.02, 0.6}) {
                Files.write(archive, java.util.Arrays.copyOf(good, (int) (good.length * part)));
                stops(commands);
            }
            Files.write(archive, good);
        }
    }

    /** Nor does the target have to be empty of luck: an existing one is left alone, and a missing program is named. */
    @Test
    void anExistingTarget_andAMissingProgram_stopBeforeAnythingIsTouched() throws Exception {
        make(Compression.GZIP);
        Files.createDirectories(target.resolve("precious"));
        Shell.run(chain.destination, Files.writeString(scratch.resolve("wrong"), commands))
                .stopped("File exists");
        assertTrue(Files.exists(target.resolve("precious")));
        Path few = Tools.directory(scratch.resolve("few"), List.of("sh", "tar", "gzip", "sha256sum", "sed", "cat"));
        Path tree = scratch.resolve("untouched");
        Path script = Files.writeString(scratch.resolve("wrong"), commands.replace(target.toString(), tree.toString()));
        Shell.command(chain.destination, List.of("env", "-i", "PATH=" + few, few + "/sh", script.toString()))
                .stopped("install sqlite3 first");
        assertFalse(Files.exists(tree));
    }
}
