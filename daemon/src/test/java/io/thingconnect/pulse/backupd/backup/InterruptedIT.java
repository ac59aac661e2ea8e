package io.thingconnect.pulse.backupd.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Compression;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code apply.sh} killed at each of its commands and run again. Programs of the same names stand before the real ones in its
 * PATH; the one whose turn it is kills the shell that called it.
 */
final class InterruptedIT {
    private static final int KILLED = 128 + 9;

    @TempDir
    private Path scratch;

    private HandmadeChain chain;
    private Path before;
    private Path tree;
    private Path programs;

    @BeforeEach
    void prepare() throws Exception {
        scratch = scratch.toRealPath();
        chain = ByHandIT.chain(scratch, Compression.GZIP);
        before = scratch.resolve("before");
        tree = scratch.resolve("tree");
        programs = Files.createDirectory(scratch.resolve("programs"));
        for (String name : Tools.ALLOWED) {
            if (!name.equals("sh")) {
                program(name, "");
            }
        }
    }

    /** A tree that holds the parent of this link, with the control files of the link in it. */
    private void treeBefore(int link) throws IOException {
        StringBuilder script =
                new StringBuilder("set -eu; mkdir -p '" + before + "/.pulse-backup'; cd '" + before + "'\n");
        script.append("tar -xpf '" + chain.archive(0) + "'; echo "
                + chain.manifests.get(0).contentId() + " > .pulse-backup/state\n");
        for (int i = 1; i <= link; i++) {
            script.append("tar -xf '" + chain.archive(i) + "' .pulse-backup\n");
            if (i < link) {
                script.append("sh .pulse-backup/apply.sh '" + chain.archive(i) + "'\n");
            }
        }
        Shell.run(scratch, Files.writeString(scratch.resolve("make"), script)).succeeded();
    }

    /**
     * A program that counts, kills its caller where it is its turn, and else runs the real one.
     *
     * @param half what it does when it is its turn, before it kills
     */
    private void program(String name, String half) throws IOException {
        // Forcing everything on a busy machine to disk takes seconds, and shows nothing here.
        String real = name.equals("sync") ? "/bin/true" : Tools.find(name).toString();
        String text =
                "#!/bin/sh\nread -r n < '" + scratch + "/count'; n=$((n + 1)); echo $n > '" + scratch + "/count'\n"
                        + "read -r when < '" + scratch + "/when'\n"
                        + "if [ \"$n before\" = \"$when\" ]; then kill -9 $PPID; exit 1; fi\n"
                        + "if [ \"$n half\" = \"$when\" ]; then " + (half.isEmpty() ? "exec " + real + " \"$@\"" : half)
                        + "; kill -9 $PPID; exit 1; fi\n"
                        + "exec " + real + " \"$@\"\n";
        Path file = Files.writeString(programs.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void freshTree() throws IOException {
        Shell.command(scratch, List.of("rm", "-rf", tree.toString())).succeeded();
        Shell.command(scratch, List.of("cp", "-a", before.toString(), tree.toString()))
                .succeeded();
    }

    /** Commands that ran until it ended or was killed. */
    private Shell apply(int link, String when) throws IOException {
        Files.writeString(scratch.resolve("count"), "0\n");
        Files.writeString(scratch.resolve("when"), when + "\n");
        return Shell.command(
                tree,
                List.of(
                        "env",
                        "-i",
                        "PATH=" + programs,
                        "/bin/sh",
                        ".pulse-backup/apply.sh",
                        chain.archive(link).toString()));
    }

    private int count() throws IOException {
        return Integer.parseInt(Files.readString(scratch.resolve("count")).strip());
    }

    private boolean isDone(int link) throws IOException {
        return Files.readString(tree.resolve(".pulse-backup/state"))
                .equals(chain.manifests.get(link).contentId() + "\n");
    }

    private void againUntilDone(int link, String when) throws IOException {
        assertEquals(KILLED, apply(link, when).status(), when);
        if (isDone(link)) {
            apply(link, "never").stopped("applied already");
        } else {
            Shell again = apply(link, "never");
            assertEquals(0, again.status(), () -> when + ": " + again.said());
        }
        RestoredTree.assertHolds(chain.manifests.get(link), tree, ".pulse-backup");
        assertTrue(isDone(link));
    }

    private void killedAtEachCommand(int link) throws IOException {
        treeBefore(link);
        freshTree();
        apply(link, "never").succeeded();
        int commands = count();
        assertTrue(commands > 20, "only " + commands);
        // In the middle stand many removals, one like the other.
        for (int at = 1; at <= commands; at += at > 20 && at < commands - 36 ? 9 : 1) {
            freshTree();
            againUntilDone(link, at + " before");
        }
    }

    @Test
    void killedAtEachCommand_whereTypesChange() throws Exception {
        killedAtEachCommand(2);
    }

    @Test
    void killedAtEachCommand_whereADatabaseGoes() throws Exception {
        killedAtEachCommand(4);
    }

    /** Half of the archive unpacked; half of the pages written into the database, its WAL still there or gone. */
    @Test
    void killedHalfWayThroughACommand() throws Exception {
        treeBefore(2);
        Path half = scratch.resolve("half.tar.gz");
        byte[] archive = Files.readAllBytes(chain.archive(2));
        Files.write(half, Arrays.copyOf(archive, archive.length / 2));
        program("tar", "/usr/bin/tar -xzpf '" + half + "' 2>/dev/null");
        // The second frame's page, taken from behind the first frame and the second one's header, put at the file's
        // end.
        program(
                "sqlite3",
                "/usr/bin/dd status=none if=\"${6}-wal\" of=\"$6\" bs=8 skip=$((32/8+515+3)) count=512 seek=512 conv=notrunc");
        program("cp", "/usr/bin/dd status=none if=\"$2\" of=\"$3\" bs=1000 count=9");
        freshTree();
        apply(2, "never").succeeded();
        int commands = count();
        int halves = 0;
        for (int at = 1; at <= commands; at++) {
            freshTree();
            if (apply(2, at + " half").status() == KILLED) {
                halves++;
                apply(2, "never").succeeded();
            }
            RestoredTree.assertHolds(chain.manifests.get(2), tree, ".pulse-backup");
        }
        // Two runs of tar, and cp and sqlite3 for each of two databases.
        assertEquals(6, halves);
    }

    /** A delta that follows one which was interrupted is refused, and so is a restart with another archive. */
    @Test
    void whatComesNext_isRefusedInATreeThatIsHalfWay() throws Exception {
        treeBefore(2);
        freshTree();
        apply(2, "never").succeeded();
        int commands = count();
        freshTree();
        apply(2, (commands - 4) + " before");
        assertFalse(isDone(2));
        for (int other : new int[] {1, 3}) {
            Shell.command(tree, List.of("tar", "-xf", chain.archive(other).toString(), ".pulse-backup"))
                    .succeeded();
            apply(other, "never")
                    .stopped("FAILED", "half-way to " + chain.manifests.get(2).contentId(), "Nothing was changed");
        }
        apply(2, "never").stopped("FAILED", "Nothing was changed");
        Shell.command(tree, List.of("tar", "-xf", chain.archive(2).toString(), ".pulse-backup"))
                .succeeded();
        apply(2, "never").succeeded();
        RestoredTree.assertHolds(chain.manifests.get(2), tree, ".pulse-backup");
    }

    @Test
    void theArchiveOfAnotherDelta_isRefused() throws Exception {
        treeBefore(2);
        freshTree();
        Shell.command(
                        tree,
                        List.of("sh", ".pulse-backup/apply.sh", chain.archive(1).toString()))
                .stopped("FAILED", "must hold this very delta", "Nothing was changed");
    }

    /** Of a script that is cut off anywhere nothing is done, and nothing is said to be done. */
    @Test
    void aScriptThatIsCutOff_doesNothing() throws Exception {
        treeBefore(2);
        freshTree();
        Path script = tree.resolve(".pulse-backup/apply.sh");
        byte[] whole = Files.readAllBytes(script);
        int opened = new String(whole, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("\n{\n");
        for (int length = opened + 2; length < whole.length - 2; length += 397) {
            Files.write(script, Arrays.copyOf(whole, length));
            Shell shell = apply(2, "never");
            assertEquals(2, shell.status(), shell.said());
            assertEquals(0, count());
        }
    }

    /** The program answers as it does when another process holds the database, or not all pages could be taken. */
    @Test
    void anythingButThreeZeros_stops() throws Exception {
        treeBefore(2);
        for (String answer : List.of("0|-1|-1", "1|3|2", "0|3|3", "")) {
            freshTree();
            Files.writeString(programs.resolve("sqlite3"), "#!/bin/sh\necho '" + answer + "'\n");
            apply(2, "never")
                    .stopped(
                            "FAILED at: writing the changed pages into ./var/lib/pulse/pulse.db", "run apply.sh again");
            assertFalse(isDone(2));
        }
        // It lies: the hash says so.
        freshTree();
        Files.writeString(programs.resolve("sqlite3"), "#!/bin/sh\necho '0|0|0'\n");
        apply(2, "never").stopped("FAILED at: database ./var/lib/pulse/pulse.db", "start again from the full");
        assertFalse(isDone(2));
        freshTree();
        Files.delete(programs.resolve("sqlite3"));
        apply(2, "never").stopped("the program sqlite3 is needed: install it. Nothing was changed");
        assertEquals(chain.manifests.get(1).contentId() + "\n", Files.readString(tree.resolve(".pulse-backup/state")));
    }
}
