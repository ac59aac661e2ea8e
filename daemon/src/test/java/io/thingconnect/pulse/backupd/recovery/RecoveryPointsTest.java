package io.thingconnect.pulse.backupd.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random histories: whatever is chosen can be restored from one place, and nothing newer could have been. */
final class RecoveryPointsTest {
    private static final Instant START = Instant.parse("2024-01-15T00:00:00Z");
    private static final List<String> DESTINATIONS = List.of("local", "nas");
    private static final int HISTORIES = 3_000;

    private final List<BackupRecord> history = new ArrayList<>();

    private static String contentId(int number) {
        return "%064x".formatted(number);
    }

    /** Backups of two jobs, some with equal contents, with copies in every state, on rising timelines. */
    private void grow(Random random) {
        history.clear();
        int timeline = 1;
        int count = 1 + random.nextInt(14);
        for (int i = 0; i < count; i++) {
            timeline += random.nextInt(12) == 0 ? 1 : 0;
            boolean full = history.isEmpty() || random.nextInt(3) == 0;
            Label label = new Label(START.plusSeconds(60L * i), full ? Kind.FULL : Kind.INCREMENTAL);
            Lineage lineage = Lineage.full(timeline);
            String job = random.nextInt(4) == 0 ? "weekly" : "daily";
            if (!full) {
                BackupRecord parent = history.get(random.nextInt(history.size()));
                lineage = Lineage.delta(timeline, parent.contentId(), parent.label());
                job = random.nextInt(8) == 0 ? job : parent.job();
            }
            history.add(record(label, job, contentId(random.nextInt(20)), lineage, copies(random)));
        }
    }

    private static List<CopyRecord> copies(Random random) {
        List<CopyRecord> copies = new ArrayList<>();
        for (String destination : DESTINATIONS) {
            List<CopyState> states = List.of(CopyState.values());
            int dice = random.nextInt(states.size() + 6);
            CopyState state = dice < states.size() ? states.get(dice) : CopyState.GOOD;
            copies.add(new CopyRecord(destination, state, "direct", START));
        }
        return copies;
    }

    private static BackupRecord record(
            Label label, String job, String contentId, Lineage lineage, List<CopyRecord> copies) {
        return new BackupRecord(
                label,
                job,
                contentId,
                lineage,
                label.at(),
                label.at(),
                Compression.GZIP,
                1,
                1,
                1,
                1,
                "",
                List.of(Component.DATABASE),
                "",
                List.of(),
                1,
                copies);
    }

    private int currentTimeline() {
        return history.stream().mapToInt(b -> b.lineage().timeline()).max().orElse(0);
    }

    private static boolean isGoodAt(BackupRecord backup, String destination) {
        return backup.copies().stream()
                .anyMatch(copy -> copy.destination().equals(destination) && copy.state() == CopyState.GOOD);
    }

    /** By looking at the links alone. */
    private static void assertRestorable(GoodChains.Found found) {
        List<BackupRecord> chain = found.chain();
        assertFalse(chain.get(0).lineage().isDelta());
        for (int i = 0; i < chain.size(); i++) {
            assertTrue(isGoodAt(chain.get(i), found.destination()));
            assertEquals(chain.get(0).job(), chain.get(i).job());
            if (i > 0) {
                assertEquals(
                        chain.get(i - 1).contentId(), chain.get(i).lineage().parentId());
            }
        }
    }

    /** A full that is good somewhere needs nothing else, so it is a recovery point in any case. */
    private Optional<Instant> newestGoodFull(Instant wanted) {
        return history.stream()
                .filter(backup -> !backup.lineage().isDelta() && backup.isGood())
                .filter(backup -> backup.lineage().timeline() == currentTimeline())
                .map(BackupRecord::takenAt)
                .filter(at -> !at.isAfter(wanted))
                .max(Instant::compareTo);
    }

    @Test
    void at_choosesWhatCanBeRestoredAndNothingOlderThanNeedBe() {
        Random random = new Random(5);
        int chosen = 0;
        int deltas = 0;
        int refused = 0;
        for (int round = 0; round < HISTORIES; round++) {
            grow(random);
            Instant wanted = START.plusSeconds(random.nextInt(60 * 15));
            RecoveryPoints points = new RecoveryPoints(history, DESTINATIONS, Optional.empty(), OptionalInt.empty());
            try {
                RecoveryPoints.Point point = points.at(wanted, START.plusSeconds(86_400), ZoneOffset.UTC);
                List<BackupRecord> chain = point.found().chain();
                BackupRecord target = chain.get(chain.size() - 1);
                assertRestorable(point.found());
                assertFalse(target.takenAt().isAfter(wanted));
                assertEquals(currentTimeline(), target.lineage().timeline());
                assertFalse(newestGoodFull(wanted)
                        .filter(at -> at.isAfter(target.takenAt()))
                        .isPresent());
                chosen++;
                deltas += chain.size() > 1 ? 1 : 0;
            } catch (BackupException e) {
                assertEquals(ErrorCode.BACKUP_NOT_FOUND, e.code());
                assertEquals(Optional.empty(), newestGoodFull(wanted));
                refused++;
            }
        }
        // Each way has to have been gone often enough to mean something.
        assertTrue(chosen > 500 && deltas > 100 && refused > 300, chosen + " " + deltas + " " + refused);
    }
}
