package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.watch.Alarm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RestoreAlarmTest {
    private static final Instant NOW = Instant.parse("2024-01-15T12:00:00Z");

    @TempDir
    Path state;

    @Test
    void aJournalThatCannotBeRead_isAnAlarmSinceItWasFirstSeen_untilItCan() throws Exception {
        RestoreAlarm alarm = new RestoreAlarm(state);
        assertEquals(Optional.empty(), alarm.of(NOW));
        Path journal = Files.createDirectories(state.resolve("restore/journal"));
        Alarm first = alarm.of(NOW).orElseThrow();
        assertEquals(
                "restore-journal-unreadable critical " + NOW,
                first.id() + " " + first.severity().word() + " " + first.since());
        assertTrue(first.message().contains(journal + " belongs to "), first.message());
        assertTrue(first.hint().contains("sudo pulse-restore --status"), first.hint());
        assertEquals(Optional.of(first), alarm.of(NOW.plusSeconds(60)));
        Files.delete(journal);
        assertEquals(Optional.empty(), alarm.of(NOW.plusSeconds(120)));
    }

    @Test
    void aMarkerThatStands_isAnAlarm() throws Exception {
        Files.createDirectory(state.resolve("restore"));
        Files.writeString(state.resolve("restore/in-progress"), "id");
        Alarm open = new RestoreAlarm(state).of(NOW).orElseThrow();
        assertEquals("restore-open critical", open.id() + " " + open.severity().word());
        assertTrue(open.hint().endsWith("sudo pulse-restore --recover"), open.hint());
    }
}
