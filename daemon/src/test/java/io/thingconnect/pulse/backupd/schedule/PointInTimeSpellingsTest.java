package io.thingconnect.pulse.backupd.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

final class PointInTimeSpellingsTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void parse_understandsTheUsualSpellings() throws Exception {
        Instant expected = Instant.parse("2024-01-15T13:30:00Z");
        for (String text : new String[] {
            "2024-01-15 14:30:00",
            "2024-01-15 14:30",
            "2024-01-15T14:30:00",
            "2024-01-15T13:30:00Z",
            "2024-01-15 13:30:00z",
            "2024-01-15T14:30:00+01:00"
        }) {
            assertEquals(expected, PointInTime.parse(text, BERLIN), text);
        }
        assertEquals(expected, PointInTime.parse(PointInTime.show(expected, BERLIN), BERLIN));
    }

    @Test
    void parse_guessesNothing() {
        for (String text : new String[] {
            "yesterday", "2024-01-15", "2024-03-31 02:30:00", "2024-10-27 02:30:00", "2024-13-01 00:00:00"
        }) {
            assertThrows(BackupException.class, () -> PointInTime.parse(text, BERLIN), text);
        }
    }
}
