package io.thingconnect.pulse.backupd.restore.inplace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.local.LocalStorage;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.ChainReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ends restores of what scripts made, and of a box out of several backups, before a seeded sample of their steps, and
 * recovers; see {@link KillSweepIT} for what that shows of a kill.
 */
final class OriginSweepIT {
    private static final int SAMPLE = 10;
    /** Of all steps of one restore, whether ended there or not. */
    private static final int LEAST = 25;

    private static final long SEED = 20240115;
    private static final Label CONFIGURATION = new Label(Instant.parse("2024-01-15T04:00:00Z"), Kind.FULL);

    @TempDir
    Path directory;

    private InPlaceBox master;
    private Map<String, String> old;

    private interface Opening {
        Origin open(InPlaceBox box) throws BackupException;
    }

    @BeforeEach
    void create() throws Exception {
        InPlaceBox made = InPlaceBox.create(directory.resolve("box"));
        made.backUpConfiguration(CONFIGURATION);
        made.write(InPlaceBox.ETC + "/config.yaml", "broken again: [\n");
        old = made.tree();
        master = made.copyTo(directory.resolve("master"));
    }

    private InPlaceBox box() throws Exception {
        return master.copyTo(directory.resolve("box"));
    }

    private Path tar(InPlaceBox made, String name, String option) throws Exception {
        Path tar = directory.resolve(name);
        Process process = new ProcessBuilder(
                        "tar",
                        option,
                        tar.toString(),
                        "-C",
                        made.root().toString(),
                        "--exclude=backups",
                        InPlaceBox.LIB,
                        InPlaceBox.ETC)
                .inheritIO()
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0);
        return tar;
    }

    private static Opening file(Path path) {
        return box -> FileOrigin.open(path, box.trees(), box.state(), new Work());
    }

    /** The configuration of one job's newest backup, all else of another's. */
    private static Origin combined(InPlaceBox box) throws BackupException {
        Destination local = new Destination("local", new LocalStorage(box.backups(), false), Keys.none());
        ChainReader newer = ChainReader.open(local, "changes", CONFIGURATION);
        return BackupOrigin.of(List.of(
                new BackupOrigin.Part(box.chain(), EnumSet.complementOf(EnumSet.of(Component.CONFIGURATION))),
                new BackupOrigin.Part(newer, Set.of(Component.CONFIGURATION))));
    }

    private static InPlaceRestore engine(InPlaceBox box, Faults faults) {
        Surroundings surroundings = new Surroundings(
                new FakeUnits("one", "two"),
                List.of("one", "two"),
                Duration.ofSeconds(1),
                Surroundings.Check.none(),
                Surroundings.Check.none());
        return box.engine(surroundings, new FileSteps(faults));
    }

    private static void restore(InPlaceBox box, Opening opening, Faults faults) throws BackupException {
        Origin origin = opening.open(box);
        try {
            engine(box, faults)
                    .restore(
                            new InPlaceRestore.Request(origin, Selection.everything(), false, Set.of(), 1), new Work());
        } finally {
            if (origin instanceof FileOrigin file) {
                file.close();
            }
        }
    }

    @Test
    void killedAnywhere_aRestoreOfAFileOrOfSeveralBackups_leavesTheOldStateOrTheNewOne() throws Exception {
        InPlaceBox other = InPlaceBox.create(directory.resolve("other"));
        Path gz = tar(other, "made.tar.gz", "-czf");
        Path plain = tar(other, "made.tar", "-cf");
        Path database = Files.copy(other.at(InPlaceBox.LIB + "/pulse.db"), directory.resolve("made.db"));
        Map<String, Opening> origins = new LinkedHashMap<>();
        origins.put("a database file", file(database));
        origins.put("a tar", file(plain));
        origins.put("a tar.gz", file(gz));
        origins.put("several backups", OriginSweepIT::combined);
        int all = 0;
        for (Map.Entry<String, Opening> each : origins.entrySet()) {
            all += sweep(each.getKey(), each.getValue());
        }
        assertTrue(all >= 30, "too few kill points: " + all);
    }

    private int sweep(String what, Opening opening) throws Exception {
        InPlaceBox whole = box();
        Faults count = Faults.none();
        restore(whole, opening, count);
        Map<String, String> fresh = timeless(whole.tree());
        assertTrue(!fresh.equals(timeless(old)), what + " changes nothing");
        List<Integer> points = sample(count.seen.size());
        int forward = 0;
        for (int point : points) {
            String where = what + " killed at " + point + " (" + count.seen.get(point) + ")";
            InPlaceBox box = box();
            assertThrows(Faults.Halt.class, () -> restore(box, opening, Faults.halt(point)), where);
            engine(box, Faults.none()).recover();
            forward += requireEither(box, fresh, where);
        }
        System.out.println("kill points of a restore of " + what + ": " + points.size() + " of " + count.seen.size()
                + ", of which " + forward + " end in the new state");
        assertTrue(points.size() == SAMPLE && count.seen.size() >= LEAST, what + ": too few kill points");
        assertTrue(forward > 0 && forward < points.size(), what + ": the commit point was never passed, or always");
        return points.size();
    }

    /** The first and the last always, and a sample of those between. */
    private static List<Integer> sample(int steps) {
        List<Integer> between = new ArrayList<>();
        for (int i = 1; i < steps - 1; i++) {
            between.add(i);
        }
        Collections.shuffle(between, new Random(SEED));
        List<Integer> points = new ArrayList<>(between.subList(0, Math.min(SAMPLE - 2, between.size())));
        points.add(0);
        points.add(steps - 1);
        Collections.sort(points);
        return points;
    }

    /** 1 where it is the new state; undone, that is the old one to the last time and bit. */
    private int requireEither(InPlaceBox box, Map<String, String> fresh, String where) throws Exception {
        InPlaceRestore engine = engine(box, Faults.none());
        assertTrue(engine.history().stream().allMatch(RestoreRecord::closed), where + ": the journal is open");
        assertEquals(List.of(), box.leftovers(), where);
        if (box.tree().equals(old)) {
            return 0;
        }
        assertEquals(lines(fresh), lines(timeless(box.tree())), where + ": neither old nor new");
        engine.undo(new Work());
        assertEquals(lines(old), lines(box.tree()), where + ": undone");
        return 1;
    }

    /** Of a directory that nobody recorded the time is new each time. */
    private static Map<String, String> timeless(Map<String, String> tree) {
        Map<String, String> without = new TreeMap<>(tree);
        without.replaceAll((name, line) -> line.replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME"));
        return without;
    }

    private static String lines(Map<String, String> tree) {
        StringBuilder text = new StringBuilder();
        tree.forEach((name, line) -> text.append(name).append(' ').append(line).append('\n'));
        return text.toString();
    }
}
