package io.thingconnect.pulse.backupd.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.watch.Alarm;
import io.thingconnect.pulse.backupd.watch.AlarmBook;
import io.thingconnect.pulse.backupd.watch.OpenAlarm;
import io.thingconnect.pulse.backupd.watch.Severity;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AlarmHistoryTest {
    private static final Instant START = Instant.parse("2024-01-16T10:00:00Z");
    private static final Alarm NAS = alarm("destination-unreachable:nas", Severity.CRITICAL);
    private static final Alarm SLOW = alarm("run-long:daily", Severity.WARNING);

    @TempDir
    Path directory;

    private static Alarm alarm(String id, Severity severity) {
        return new Alarm(id, severity, START, "what is wrong", "What to do.");
    }

    private Catalog open() throws BackupException {
        return Catalog.open(directory.resolve("catalog.db"));
    }

    private static void look(Catalog catalog, Instant now, Alarm... seen) throws BackupException {
        look(catalog, now, List.of(), seen);
    }

    private static void look(Catalog catalog, Instant now, List<NoticeRecord> notices, Alarm... seen)
            throws BackupException {
        catalog.alarms()
                .turn(before -> AlarmBook.turn(before, List.of(seen), now, Duration.ofHours(24)), t -> notices, now);
    }

    private static List<String> ids(List<AlarmRecord> alarms) {
        return alarms.stream().map(alarm -> alarm.state().alarm().id()).toList();
    }

    @Test
    void open_isTheSeverestFirstAndSurvivesARestart() throws BackupException {
        OpenAlarm.Acknowledgement jane = new OpenAlarm.Acknowledgement("jane", START.plusSeconds(5), "on Monday");
        List<AlarmRecord> before;
        try (Catalog catalog = open()) {
            look(catalog, START, SLOW, NAS);
            catalog.alarms().acknowledge(SLOW.id(), jane);
            look(catalog, START.plusSeconds(60), NAS);
            before = catalog.alarms().open();
        }
        assertEquals(List.of(NAS.id(), SLOW.id()), ids(before));
        assertEquals(jane, before.get(1).state().acknowledged().orElseThrow());
        assertEquals(START.plusSeconds(60), before.get(1).state().absentSince().orElseThrow());
        try (Catalog catalog = open()) {
            assertEquals(before, catalog.alarms().open());
        }
    }

    @Test
    void aClearedAlarm_isHistoryAndMayOpenAgain() throws BackupException {
        try (Catalog catalog = open()) {
            look(catalog, START, NAS);
            look(catalog, START.plusSeconds(60));
            look(catalog, START.plusSeconds(160));
            assertEquals(List.of(), catalog.alarms().open());
            look(catalog, START.plusSeconds(300), NAS);
            List<AlarmRecord> history = catalog.alarms().newest(10);
            assertEquals(
                    List.of(2L, 1L), history.stream().map(AlarmRecord::number).toList());
            assertNull(history.get(0).clearedAt());
            assertEquals(START.plusSeconds(160), history.get(1).clearedAt());
        }
    }

    @Test
    void whatIsNotOpen_cannotBeAcknowledged() throws BackupException {
        try (Catalog catalog = open()) {
            look(catalog, START, NAS);
            look(catalog, START.plusSeconds(60));
            look(catalog, START.plusSeconds(160));
            OpenAlarm.Acknowledgement jane = new OpenAlarm.Acknowledgement("jane", START, "");
            assertTrue(catalog.alarms().acknowledge(NAS.id(), jane).isEmpty());
            assertTrue(catalog.alarms().newest(1).get(0).state().acknowledged().isEmpty());
        }
    }

    @Test
    void history_isBounded() throws BackupException {
        try (Catalog catalog = open()) {
            look(catalog, START, NAS);
            Alarm[] many = IntStream.range(0, AlarmHistory.KEPT + 50)
                    .mapToObj(i -> alarm("copy-failed:" + i, Severity.CRITICAL))
                    .toArray(Alarm[]::new);
            look(catalog, START, many);
            look(catalog, START.plusSeconds(60));
            look(catalog, START.plusSeconds(160), NAS);
            assertEquals(AlarmHistory.KEPT + 1, catalog.alarms().newest(10_000).size());
            assertEquals(List.of(NAS.id()), ids(catalog.alarms().open()));
        }
    }

    @Test
    void notices_areKeptWithTheTurnAndBoundedByChannel() throws BackupException {
        try (Catalog catalog = open()) {
            look(catalog, START, List.of(NoticeRecord.fresh("pager", "{}", START)), NAS);
            for (int i = 0; i < Notices.KEPT + 10; i++) {
                catalog.notices().add(NoticeRecord.fresh("ops", "{\"n\":" + i + "}", START.plusSeconds(i)));
            }
        }
        try (Catalog catalog = open()) {
            List<NoticeRecord> waiting = catalog.notices().waiting();
            assertEquals(Notices.KEPT + 1, waiting.size());
            assertEquals("pager", waiting.get(0).channel());
            assertEquals("{\"n\":10}", waiting.get(1).body());
            NoticeRecord failed = waiting.get(0).failed(START.plusSeconds(60), "no route to host");
            catalog.notices().update(failed);
            assertEquals(failed, catalog.notices().waiting().get(0));
            catalog.notices().remove(failed.id());
            assertEquals(2, catalog.notices().removeBefore(START.plusSeconds(12)));
            assertEquals(Notices.KEPT - 2, catalog.notices().waiting().size());
        }
    }
}
