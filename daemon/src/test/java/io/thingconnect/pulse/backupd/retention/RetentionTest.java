package io.thingconnect.pulse.backupd.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RetentionTest {
    private static final Instant NOW = Instant.parse("2024-03-01T00:00:00Z");

    private static Candidate good(String label, String parent) {
        Label name = PlanCase.label(label);
        return new Candidate(
                name,
                name.at(),
                parent == null ? null : PlanCase.label(parent),
                Health.GOOD,
                Optional.empty(),
                Optional.empty(),
                Set.of());
    }

    private static List<Candidate> nightly(int nights) {
        List<Candidate> list = new ArrayList<>();
        for (int night = 0; night < nights; night++) {
            Label label = new Label(Instant.parse("2023-01-01T02:00:00Z").plus(Duration.ofDays(night)), Kind.FULL);
            list.add(good(label.toString().substring("pulse-backup-".length()), null));
        }
        return list;
    }

    @Test
    void last_isWhatTheShortFormOfTheConfigurationMeans() {
        RetentionPlan plan = Retention.plan(nightly(100), Keep.last(30), ZoneOffset.UTC, NOW);
        assertEquals(70, plan.deletions().size());
        assertEquals(PlanCase.label("20230311T020000Z-full"), plan.deletions().get(0));
    }

    @Test
    void aLockedBackup_staysUntilItsEnd_andItsChainWithIt() {
        Instant end = Instant.parse("2024-03-05T00:00:00.123Z");
        List<Candidate> backups = new ArrayList<>(List.of(
                good("20240101T020000Z-full", null),
                good("20240102T020000Z-incremental", "20240101T020000Z-full").lockedUntil(end),
                good("20240103T020000Z-full", null),
                good("20240201T020000Z-full", null)));
        RetentionPlan plan = Retention.plan(backups, Keep.last(1), ZoneOffset.UTC, NOW);
        assertEquals(List.of(PlanCase.label("20240103T020000Z-full")), plan.deletions());
        assertTrue(
                plan.lines()
                        .contains("keep pulse-backup-20240102T020000Z-incremental: locked by the destination until"
                                + " 2024-03-05T00:00:00Z"),
                plan.lines().toString());
        assertEquals(
                3,
                Retention.plan(backups, Keep.last(1), ZoneOffset.UTC, end)
                        .deletions()
                        .size());
    }

    @Test
    void plan_dropsNothingMoreBecauseTimePasses() {
        Keep keep = new Keep(3, 4, 5, 6, 7, 8, Duration.ofDays(9), 10);
        List<Candidate> backups = nightly(400);
        List<Label> soon = Retention.plan(backups, keep, ZoneOffset.UTC, NOW).deletions();
        Instant later = Instant.parse("2039-03-01T00:00:00Z");
        assertFalse(soon.isEmpty());
        assertEquals(soon, Retention.plan(backups, keep, ZoneOffset.UTC, later).deletions());
    }

    @Test
    void plan_ofAChainThatRunsInACircle_endsAndSaysSo() {
        List<Candidate> backups = List.of(
                good("20240101T020000Z-incremental", "20240102T020000Z-incremental"),
                good("20240102T020000Z-incremental", "20240101T020000Z-incremental"),
                good("20240103T020000Z-incremental", "20240102T020000Z-incremental"),
                good("20240104T020000Z-incremental", "20240104T020000Z-incremental"),
                good("20240105T020000Z-full", null));
        RetentionPlan plan = Retention.plan(backups, Keep.last(1), ZoneOffset.UTC, NOW);
        assertEquals(4, plan.notices().size());
        assertTrue(
                plan.notices().get(0).endsWith("its chain runs in a circle"),
                plan.notices().get(0));
        assertEquals(4, plan.deletions().size());
    }

    @Test
    void plan_doesNotDependOnTheOrderOfTheList() {
        List<Candidate> backups = nightly(60);
        List<Candidate> reversed = new ArrayList<>(backups);
        Collections.reverse(reversed);
        Keep keep = new Keep(3, 0, 7, 4, 2, 0, Duration.ZERO, 0);
        assertEquals(
                Retention.plan(backups, keep, ZoneOffset.UTC, NOW),
                Retention.plan(reversed, keep, ZoneOffset.UTC, NOW));
    }

    @Test
    void plan_ofTwoWithOneLabel_isRefused() {
        List<Candidate> twice = List.of(good("20240105T020000Z-full", null), good("20240105T020000Z-full", null));
        assertThrows(IllegalArgumentException.class, () -> Retention.plan(twice, Keep.last(1), ZoneOffset.UTC, NOW));
    }

    @Test
    void keep_refusesWhatIsNegative() {
        assertThrows(IllegalArgumentException.class, () -> Keep.last(-1));
        assertThrows(IllegalArgumentException.class, () -> new Keep(0, 0, 0, 0, 0, 0, Duration.ofSeconds(-1), 0));
    }

    @Test
    void keep_aMinimumAloneIsNoRule() {
        assertFalse(Keep.everything().hasRule());
        assertFalse(new Keep(0, 0, 0, 0, 0, 0, Duration.ZERO, 5).hasRule());
        assertTrue(new Keep(0, 0, 0, 0, 0, 0, Duration.ofSeconds(1), 0).hasRule());
        assertTrue(new Keep(0, 0, 0, 0, 0, 1, Duration.ZERO, 0).hasRule());
    }
}
