package io.thingconnect.pulse.backupd.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Difference;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.Application;
import io.thingconnect.pulse.backupd.verify.ChainReader;
import io.thingconnect.pulse.backupd.verify.Level;
import io.thingconnect.pulse.backupd.verify.SmallChain;
import io.thingconnect.pulse.backupd.verify.TreeText;
import io.thingconnect.pulse.backupd.verify.Verdict;
import io.thingconnect.pulse.backupd.verify.Verifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Chains with one thing wrong: verifying and restoring refuse them with an error that names a backup, or what comes out is
 * what was backed up, to the last attribute.
 */
final class ChainMutationTest {
    private static final int CASES = Integer.getInteger("pulse.mutation.cases", 10_500);
    private static final long SEED = Long.getLong("pulse.mutation.seed", 20261123);
    private static final int DEADLINE_SECONDS = 30;

    @TempDir
    private Path directory;

    private Path place;
    private boolean xattrs;
    private final List<SmallChain> chains = new ArrayList<>();
    private final List<SmallChain> others = new ArrayList<>();
    private final Map<Manifest, Map<String, String>> truths = new HashMap<>();

    private enum Outcome {
        REFUSED,
        SAME
    }

    @BeforeEach
    void prepare() throws Exception {
        // Each restored file is forced to disk; on a real one that is most of the time.
        Path memory = Path.of("/dev/shm");
        place = Files.createTempDirectory(Files.isWritable(memory) ? memory : directory, "mutations");
        xattrs = TreeText.takesXattrs(place);
        for (Compression compression : Compression.values()) {
            for (int deltas = 3; deltas <= 5; deltas += 2) {
                chains.add(Application.chain(directory, compression, deltas, deltas));
                others.add(Application.chain(directory, compression, deltas, 100 + deltas));
            }
        }
        for (SmallChain chain : chains) {
            chain.manifests().forEach(manifest -> truths.put(manifest, TreeText.of(manifest, xattrs)));
        }
    }

    @AfterEach
    void remove() throws IOException {
        DurableFiles.deleteTree(place);
    }

    @Test
    void noMutation_isAccepted_unlessItChangesNothing() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        Map<String, Integer> outcomes = new TreeMap<>();
        try {
            List<Future<Outcome>> cases = new ArrayList<>();
            for (int i = 0; i < CASES; i++) {
                int number = i;
                cases.add(threads.submit(() -> run(number)));
            }
            for (int i = 0; i < CASES; i++) {
                Outcome outcome = outcome(cases.get(i), i);
                outcomes.merge(outcome.name(), 1, Integer::sum);
            }
        } finally {
            threads.shutdownNow();
        }
        int refused = outcomes.getOrDefault("REFUSED", 0);
        assertTrue(refused > CASES * 3 / 4, "hardly anything was wrong: " + outcomes);
        assertTrue(outcomes.getOrDefault("SAME", 0) > 0, "nothing was ever accepted: " + outcomes);
    }

    private static Outcome outcome(Future<Outcome> one, int number) throws Exception {
        try {
            return one.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError("case " + number + " failed or never ended: " + e.getMessage(), e);
        }
    }

    private Outcome run(int number) throws Exception {
        int at = number % chains.size();
        SmallChain chain = chains.get(at);
        ChainMutation mutation = null;
        boolean made = false;
        for (int turn = 0; !made; turn++) {
            mutation = new ChainMutation(chain, others.get(at), SEED + number * 1000L + turn);
            made = mutation.apply();
        }
        Path own = Files.createDirectory(place.resolve("case" + number));
        try {
            return judge(chain, mutation, own);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("case " + number + ": " + mutation.what() + ": " + e, e);
        } finally {
            DurableFiles.deleteTree(own);
        }
    }

    private Outcome judge(SmallChain chain, ChainMutation mutation, Path own) throws Exception {
        Destination destination = SmallChain.destination(mutation.files());
        BackupException verified = verify(destination, mutation.target(), own);
        BackupException restored = restore(destination, mutation.target(), own.resolve("tree"));
        assertEquals(verified == null, restored == null, "verify: " + verified + ", restore: " + restored);
        if (verified != null) {
            assertNamed(verified);
            assertNamed(restored);
            assertTrue(!Files.exists(own.resolve("tree")), "something is left at the target");
            return Outcome.REFUSED;
        }
        Manifest truth = chain.manifests().stream()
                .filter(manifest -> manifest.label().equals(mutation.target()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("a backup that was never made was accepted"));
        assertEquals(List.of(), differences(truths.get(truth), TreeText.read(own.resolve("tree"), xattrs)));
        return Outcome.SAME;
    }

    /** Deltas with right hashes in the wrong place: the message says at which link the database goes wrong first. */
    @Test
    void aWrongDelta_isNamed() throws Exception {
        int named = 0;
        for (int i = 0; i < 200; i++) {
            int at = i % chains.size();
            ChainMutation mutation = new ChainMutation(chains.get(at), others.get(at), SEED + i);
            if (!mutation.applyWrongDelta()) {
                continue;
            }
            Path own = Files.createDirectory(place.resolve("wrong" + i));
            BackupException refused = verify(SmallChain.destination(mutation.files()), mutation.target(), own);
            boolean empty = refused != null && refused.getMessage().contains("an empty delta changes");
            if (refused != null && !empty) {
                assertEquals(ErrorCode.CHAIN_BROKEN, refused.code(), refused.getMessage());
                String place = "broken at " + chains.get(at).label(mutation.link()) + ": with its delta";
                assertTrue(refused.getMessage().contains(place), mutation.what() + ": " + refused.getMessage());
                named++;
            }
        }
        assertTrue(named > 50, "hardly any delta was wrong: " + named);
    }

    /** Nothing of it matters to us, but by hand it decides what is removed and what is proven. */
    @Test
    void aControlFileThatSaysSomethingElse_isRefused() throws Exception {
        SmallChain chain = chains.get(0);
        Manifest manifest = chain.manifests().get(2);
        for (String path : List.of(Difference.DELETED, Difference.BEFORE, Difference.AFTER, Difference.APPLY)) {
            Map<String, byte[]> files = chain.files();
            String archive = chain.names(2).archive();
            ArchiveEdit edit =
                    new ArchiveEdit(files.get(archive), manifest.archive().compression(), new Random(1));
            byte[] content =
                    (new String(edit.content(path), StandardCharsets.UTF_8) + "etc\0").getBytes(StandardCharsets.UTF_8);
            assertTrue(edit.replace(path, content));
            ArchiveEdit.Made made = edit.make(manifest.archive());
            files.put(archive, made.bytes());
            ManifestEdit lying = new ManifestEdit(manifest, new Random(1)).archive(made.info());
            SmallChain.put(files, lying.control(path, content).build());
            Path own = Files.createDirectory(place.resolve(path.replace('/', '-')));
            BackupException refused = verify(SmallChain.destination(files), manifest.label(), own);
            // The script is a program: only its hash is known.
            assertEquals(!path.equals(Difference.APPLY), refused != null, path);
            if (refused != null) {
                assertEquals(ErrorCode.MANIFEST_CORRUPT, refused.code());
                assertTrue(refused.getMessage().contains(path), refused.getMessage());
            }
        }
    }

    private static List<String> differences(Map<String, String> truth, Map<String, String> tree) {
        List<String> lines = new ArrayList<>();
        truth.forEach((path, line) -> {
            if (!line.equals(tree.get(path))) {
                lines.add(path + ": " + line + " became " + tree.get(path));
            }
        });
        tree.keySet().stream().filter(path -> !truth.containsKey(path)).forEach(path -> lines.add(path + ": new"));
        return lines;
    }

    private static void assertNamed(BackupException failure) {
        assertTrue(failure.getMessage().contains("pulse-backup-2024"), "names no link: " + failure.getMessage());
    }

    private static BackupException verify(Destination destination, Label label, Path own) {
        try {
            Verdict verdict = new Verifier(own.resolve("scratch"))
                    .verify(destination, SmallChain.JOB, label, Level.ENTRIES, new Work());
            return verdict instanceof Verdict.Damaged damaged ? damaged.failure() : null;
        } catch (BackupException e) {
            return e;
        }
    }

    private static BackupException restore(Destination destination, Label label, Path target) {
        try {
            ChainReader chain = ChainReader.open(destination, SmallChain.JOB, label);
            new DirectoryRestore(TreeText.ROOT).restore(chain, target, new Work());
            return null;
        } catch (BackupException e) {
            return e;
        }
    }
}
