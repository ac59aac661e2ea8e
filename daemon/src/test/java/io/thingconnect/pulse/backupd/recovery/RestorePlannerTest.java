package io.thingconnect.pulse.backupd.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Times here are of 2024-01-15 in Berlin, one hour ahead of UTC; now it is noon there. */
final class RestorePlannerTest {
    @TempDir
    Path dir;

    private Catalog catalog;
    private RestorePlanner planner;

    @BeforeEach
    void open() throws BackupException {
        catalog = Catalog.open(dir.resolve("catalog.db"));
        planner = new RestorePlanner(
                catalog,
                () -> List.of("local", "nas"),
                () -> ZoneId.of("Europe/Berlin"),
                Clock.fixed(utc("11:00"), ZoneOffset.UTC));
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    private static Instant utc(String time) {
        return Instant.parse("2024-01-15T" + time + ":00Z");
    }

    /** One backup while it is written down. */
    private static final class Backup {
        private final Label label;
        private String job = "daily";
        private Label parent;
        private String parentId = "";
        private int timeline = 1;
        private Component component = Component.DATABASE;
        private final List<CopyRecord> copies = new ArrayList<>();
        private Instant takenAt;

        Backup(String time, Kind kind) {
            label = new Label(utc(time), kind);
            takenAt = label.at();
        }

        Backup on(Label other) {
            parent = other;
            parentId = contentId(other);
            return this;
        }

        Backup of(String otherJob) {
            job = otherJob;
            return this;
        }

        Backup holding(Component other) {
            component = other;
            return this;
        }

        Backup timeline(int other) {
            timeline = other;
            return this;
        }

        Backup at(String destination, CopyState state) {
            copies.add(new CopyRecord(destination, state, "direct", label.at()));
            return this;
        }

        Label put(Catalog catalog) throws BackupException {
            if (copies.isEmpty()) {
                at("local", CopyState.GOOD);
            }
            boolean full = label.kind() == Kind.FULL;
            catalog.putBackup(new BackupRecord(
                    label,
                    job,
                    contentId(label),
                    full ? Lineage.full(timeline) : Lineage.delta(timeline, parentId, parent),
                    takenAt,
                    takenAt,
                    Compression.GZIP,
                    full ? 1000 : 10,
                    full ? 5000 : 50,
                    4000,
                    3,
                    "",
                    List.of(component),
                    "",
                    List.of(),
                    1,
                    copies));
            return label;
        }
    }

    /** A consolidated full has the content of the delta it stands for, and its time. */
    private static String contentId(Label label) {
        return "%064x".formatted(label.at().getEpochSecond());
    }

    private Label full(String time) throws BackupException {
        return new Backup(time, Kind.FULL).put(catalog);
    }

    private Label incremental(String time, Label parent) throws BackupException {
        return new Backup(time, Kind.INCREMENTAL).on(parent).put(catalog);
    }

    private static RestorePlanner.Query at(String time) {
        return new RestorePlanner.Query(
                Optional.empty(),
                Optional.of("2024-01-15 " + time),
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty());
    }

    private static RestorePlanner.Query label(Label label) {
        return new RestorePlanner.Query(
                Optional.of(label.toString()),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty());
    }

    private static RestorePlanner.Query of(RestorePlanner.Query query, String job, int timeline, String destination) {
        return new RestorePlanner.Query(
                query.label(),
                query.at(),
                Optional.ofNullable(job),
                timeline == 0 ? OptionalInt.empty() : OptionalInt.of(timeline),
                Optional.ofNullable(destination));
    }

    private static List<Label> labels(RestorePlan plan) {
        return plan.chain().stream().map(RestorePlan.Step::label).toList();
    }

    private BackupException refusal(ErrorCode code, RestorePlanner.Query query) {
        BackupException e = assertThrows(BackupException.class, () -> planner.plan(query));
        assertEquals(code, e.code(), e.getMessage());
        assertFalse(e.hint().isEmpty());
        return e;
    }

    @Test
    void at_takesTheNewestAtOrBeforeAndSaysWhatIsLost() throws BackupException {
        Label full = full("01:00");
        Label first = incremental("02:00", full);
        Label second = incremental("03:00", first);
        RestorePlan plan = planner.plan(at("03:12:03"));
        assertEquals(first, plan.label());
        assertEquals(List.of(full, first), labels(plan));
        assertEquals(Optional.of(Duration.ofMinutes(12).plusSeconds(3)), plan.loss());
        assertEquals(List.of(), plan.notes());
        assertEquals(second, planner.plan(at("04:00:00")).label());
        assertEquals(Optional.of(Duration.ZERO), planner.plan(at("04:00:00")).loss());
        assertEquals(second, planner.plan(at("12:00:00")).label());
    }

    @Test
    void plan_countsWhatIsReadAndWhatIsNeeded() throws BackupException {
        Label full = full("01:00");
        Label last = incremental("03:00", incremental("02:00", full));
        RestorePlan plan = planner.plan(label(last));
        assertEquals(1020, plan.readBytes());
        assertEquals(4000 + 1000 + 50 + 50, plan.neededBytes());
        assertEquals(OptionalLong.empty(), plan.expectedSeconds());
        assertEquals(Optional.empty(), plan.loss());
        assertEquals("local", plan.destination());
        assertEquals(List.of(Component.DATABASE), plan.components());
        catalog.setFact(RestorePlanner.RATE, "100");
        assertEquals(OptionalLong.of(51), planner.plan(label(last)).expectedSeconds());
        catalog.setFact(RestorePlanner.RATE, "0");
        assertEquals(OptionalLong.empty(), planner.plan(label(last)).expectedSeconds());
    }

    @Test
    void at_passesOverABrokenChainAndSaysSo() throws BackupException {
        Label full = full("01:00");
        Label gone = new Label(utc("02:00"), Kind.INCREMENTAL);
        Label orphan = incremental("03:00", gone);
        Label pending =
                new Backup("04:00", Kind.FULL).at("local", CopyState.PENDING).put(catalog);
        RestorePlan plan = planner.plan(at("06:00:00"));
        assertEquals(full, plan.label());
        assertEquals(
                List.of(
                        pending + " is passed over: no destination holds a good copy of it",
                        orphan + " is passed over: at local " + orphan + " lacks its parent " + gone),
                plan.notes());
        BackupException e = refusal(ErrorCode.CHAIN_BROKEN, label(orphan));
        assertTrue(e.getMessage().endsWith("at local " + orphan + " lacks its parent " + gone), e.getMessage());
        refusal(ErrorCode.BACKUP_NOT_FOUND, label(pending));
    }

    @Test
    void at_hasTheWholeChainAtOneDestination() throws BackupException {
        Label full = new Backup("01:00", Kind.FULL)
                .at("local", CopyState.GOOD)
                .at("nas", CopyState.GOOD)
                .put(catalog);
        Label split = new Backup("02:00", Kind.INCREMENTAL)
                .on(full)
                .at("nas", CopyState.GOOD)
                .put(catalog);
        Label last = new Backup("03:00", Kind.INCREMENTAL)
                .on(split)
                .at("local", CopyState.GOOD)
                .at("nas", CopyState.GOOD)
                .put(catalog);
        assertEquals("nas", planner.plan(at("05:00:00")).destination());
        assertEquals(last, planner.plan(at("05:00:00")).label());
        RestorePlan local = planner.plan(of(at("05:00:00"), null, 0, "local"));
        assertEquals(full, local.label());
        assertEquals("local", local.destination());
        assertEquals(2, local.notes().size());
        assertEquals(
                split + " is passed over: local holds no good copy of it",
                local.notes().get(1));
        refusal(ErrorCode.DESTINATION_NOT_FOUND, of(at("05:00:00"), null, 0, "s3"));
    }

    @Test
    void at_usesTheConsolidatedFullInTheParentsPlace() throws BackupException {
        Label full = full("01:00");
        Label first = incremental("02:00", full);
        Label second = incremental("03:00", first);
        Label consolidated = full("02:00");
        assertEquals(List.of(consolidated, second), labels(planner.plan(label(second))));
    }

    @Test
    void at_isOfTheCurrentTimelineUnlessAnotherIsNamed() throws BackupException {
        Label old = full("01:00");
        Label current = new Backup("04:00", Kind.FULL).timeline(2).put(catalog);
        assertEquals(current, planner.plan(at("06:00:00")).label());
        assertEquals(old, planner.plan(of(at("06:00:00"), null, 1, null)).label());
        BackupException e = refusal(ErrorCode.BACKUP_NOT_FOUND, at("04:59:00"));
        assertEquals(
                "the time 2024-01-15 04:59:00+01:00 lies before the first recovery point on timeline 2, which is "
                        + current + " (2024-01-15 05:00:00+01:00)",
                e.getMessage());
        assertEquals(
                "Restore that one: pulsectl restore " + current + " --target DIR; timeline 1 has " + old
                        + " (2024-01-15 02:00:00+01:00)",
                e.hint());
        refusal(ErrorCode.BACKUP_NOT_FOUND, of(at("06:00:00"), null, 3, null));
    }

    @Test
    void at_outsideOfWhatIsCoveredNamesTheNearest() throws BackupException {
        assertEquals(
                "there is no recovery point on timeline 1",
                refusal(ErrorCode.BACKUP_NOT_FOUND, at("06:00:00")).getMessage());
        Label first = full("02:00");
        Label last = full("05:00");
        assertTrue(refusal(ErrorCode.BACKUP_NOT_FOUND, at("02:59:59"))
                .getMessage()
                .endsWith("which is " + first + " (2024-01-15 03:00:00+01:00)"));
        BackupException future = refusal(ErrorCode.BACKUP_NOT_FOUND, at("12:00:01"));
        assertEquals(
                "the time 2024-01-15 12:00:01+01:00 lies in the future; the newest recovery point on timeline 1 is "
                        + last + " (2024-01-15 06:00:00+01:00)",
                future.getMessage());
        assertTrue(future.hint().contains("pulsectl restore " + last));
    }

    @Test
    void at_looksAtJobsThatHoldTheDatabaseUnlessOneIsNamed() throws BackupException {
        Label database = full("02:00");
        Label files = new Backup("03:00", Kind.FULL)
                .of("files")
                .holding(Component.CONFIGURATION)
                .put(catalog);
        assertEquals(database, planner.plan(at("06:00:00")).label());
        RestorePlan named = planner.plan(of(at("06:00:00"), "files", 0, null));
        assertEquals(files, named.label());
        assertEquals(
                List.of("this backup does not hold the database", "database is in " + database + ", not in this one"),
                named.notes());
        assertEquals(
                List.of("configuration is in " + files + ", not in this one"),
                planner.plan(at("06:00:00")).notes());
        refusal(ErrorCode.BACKUP_NOT_FOUND, of(at("06:00:00"), "nights", 0, null));
    }

    @Test
    void at_looksAtEveryJobWhereNoneHoldsTheDatabase() throws BackupException {
        Label files = new Backup("03:00", Kind.FULL)
                .of("files")
                .holding(Component.CONFIGURATION)
                .put(catalog);
        assertEquals(files, planner.plan(at("06:00:00")).label());
    }

    @Test
    void at_aWholeSecond_meansAllOfIt_aPartOfOneDoesNot() throws BackupException {
        full("01:00");
        Backup within = new Backup("02:00", Kind.FULL);
        within.takenAt = within.label.at().plusMillis(345);
        within.put(catalog);
        RestorePlan plan = planner.plan(at("03:00:00"));
        assertEquals(within.label, plan.label());
        assertEquals(Optional.of(Duration.ZERO), plan.loss());
        assertEquals(utc("01:00"), planner.plan(at("03:00:00.344")).takenAt());
    }

    @Test
    void notes_areFew() throws BackupException {
        full("01:00");
        Label gone = new Label(utc("01:30"), Kind.INCREMENTAL);
        for (int minute = 10; minute < 20; minute++) {
            incremental("02:" + minute, gone);
        }
        List<String> notes = planner.plan(at("06:00:00")).notes();
        assertEquals(6, notes.size());
        assertEquals("5 more backups are passed over for such reasons", notes.get(5));
    }

    @Test
    void label_ofADamagedCopyIsPlannedWithAWarning() throws BackupException {
        Label full = new Backup("01:00", Kind.FULL)
                .at("local", CopyState.QUARANTINED)
                .put(catalog);
        RestorePlan plan = planner.plan(label(full));
        assertTrue(
                plan.notes().get(0).startsWith("part of it failed its last proof"),
                plan.notes().get(0));
        refusal(ErrorCode.BACKUP_NOT_FOUND, at("06:00:00"));
    }

    @Test
    void query_isALabelOrATime() throws BackupException {
        Label full = full("01:00");
        RestorePlanner.Query label = label(full);
        refusal(
                ErrorCode.INVALID_PARAMETER,
                new RestorePlanner.Query(
                        label.label(),
                        Optional.of("2024-01-15 06:00"),
                        label.job(),
                        label.timeline(),
                        label.destination()));
        refusal(
                ErrorCode.INVALID_PARAMETER,
                new RestorePlanner.Query(
                        Optional.empty(), Optional.empty(), label.job(), label.timeline(), label.destination()));
        refusal(ErrorCode.INVALID_PARAMETER, of(label, "weekly", 0, null));
        refusal(ErrorCode.INVALID_PARAMETER, of(label, null, 2, null));
        assertEquals(full, planner.plan(of(label, "daily", 1, "local")).label());
        assertEquals(Arrays.asList(full), labels(planner.plan(label)));
    }
}
