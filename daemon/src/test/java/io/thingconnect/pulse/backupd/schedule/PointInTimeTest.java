package io.thingconnect.pulse.backupd.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PointInTimeTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static BackupException refusal(String text) {
        BackupException e = assertThrows(BackupException.class, () -> PointInTime.parse(text, BERLIN));
        assertEquals(ErrorCode.INVALID_PARAMETER, e.code());
        return e;
    }

    @ParameterizedTest
    @CsvSource({
        "2024-01-15 14:30:00, 2024-01-15T13:30:00Z",
        "2024-07-15 14:30:00, 2024-07-15T12:30:00Z",
        "2024-01-15 14:30, 2024-01-15T13:30:00Z",
        "2024-01-15T14:30:07.25, 2024-01-15T13:30:07.250Z",
        "2024-01-15T14:30:00Z, 2024-01-15T14:30:00Z",
        "2024-01-15 14:30:00 Z, 2024-01-15T14:30:00Z",
        "2024-01-15t14:30:00z, 2024-01-15T14:30:00Z",
        "2024-01-15 14:30:00 UTC, 2024-01-15T14:30:00Z",
        "2024-01-15T14:30:00+02:00, 2024-01-15T12:30:00Z",
        "2024-01-15 14:30 -05:30, 2024-01-15T20:00:00Z",
        "2024-01-15 14:30:00 America/New_York, 2024-01-15T19:30:00Z",
        "'  2024-01-15 14:30:00  ', 2024-01-15T13:30:00Z",
    })
    void parse_takesTheUsualSpellings(String text, String expected) throws BackupException {
        assertEquals(Instant.parse(expected), PointInTime.parse(text, BERLIN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2024-01-15",
                "2024-01-15 Europe/Berlin",
                "2024-02-30 12:00",
                "2024-01-15 24:30",
                "2024-01-15 14:30:61",
                "14:30",
                "2024-01-15 14:30 Mars/Olympus",
                "2024-01-15 14:30 Europe/Berlin now"
            })
    void parse_refusesAllElseAndShowsTheFormat(String text) {
        assertTrue(refusal(text).hint().contains("\"2024-01-15 14:30:00\""), text);
    }

    @Test
    void parse_ofADayAsksForATimeOfIt() {
        assertTrue(refusal("2024-01-15").getMessage().contains("is a day, and no time of it"));
    }

    @Test
    void parse_ofATimeTheClocksSkippedShowsBothReadings() {
        BackupException e = refusal("2024-03-31 02:30:00");
        assertEquals(
                "the time 2024-03-31 02:30:00 does not exist in Europe/Berlin, where the clocks went from"
                        + " 2024-03-31T02:00 to 2024-03-31T03:00",
                e.getMessage());
        assertEquals("Say which one is meant: 2024-03-31T02:30+01:00 or 2024-03-31T02:30+02:00.", e.hint());
    }

    @Test
    void parse_ofATimeThatCameTwiceShowsBothReadingsAndTakesEach() throws BackupException {
        BackupException e = refusal("2024-10-27 02:30");
        assertTrue(e.getMessage().contains("came twice in Europe/Berlin"), e.getMessage());
        assertEquals("Say which one is meant: 2024-10-27T02:30+02:00 or 2024-10-27T02:30+01:00.", e.hint());
        assertEquals(Instant.parse("2024-10-27T00:30:00Z"), PointInTime.parse("2024-10-27T02:30+02:00", BERLIN));
        assertEquals(Instant.parse("2024-10-27T01:30:00Z"), PointInTime.parse("2024-10-27T02:30+01:00", BERLIN));
    }

    @Test
    void show_isReadBack() throws BackupException {
        Instant at = Instant.parse("2024-10-27T01:30:05Z");
        assertEquals("2024-10-27 02:30:05+01:00", PointInTime.show(at, BERLIN));
        assertEquals(at, PointInTime.parse(PointInTime.show(at, BERLIN), BERLIN));
    }
}
