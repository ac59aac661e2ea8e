package io.thingconnect.pulse.backupd.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.watch.AlarmBook.Turned;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AlarmBookTest {
    private static final Instant START = Instant.parse("2024-01-16T10:00:00Z");
    private static final Duration DAY = Duration.ofHours(24);
    private static final Alarm NAS = alarm("destination-unreachable:nas", Severity.WARNING, START);

    private List<OpenAlarm> open = List.of();

    private static Alarm alarm(String id, Severity severity, Instant since) {
        return new Alarm(id, severity, since, "it does not answer", "Look at it.");
    }

    private List<String> at(Duration after, Alarm... seen) {
        Turned turned = AlarmBook.turn(open, List.of(seen), START.plus(after), DAY);
        open = turned.open();
        return turned.changes().stream()
                .map(change -> change.what() + " " + change.alarm().alarm().id())
                .toList();
    }

    private void acknowledge() {
        open = List.of(
                open.get(0).acknowledgedBy(new OpenAlarm.Acknowledgement("jane", START, "a new disk comes on Monday")));
    }

    private static Duration minutes(long minutes) {
        return Duration.ofMinutes(minutes);
    }

    @Test
    void anAlarm_opensOnceHoweverOftenItIsSeen() {
        assertEquals(List.of("OPENED destination-unreachable:nas"), at(minutes(0), NAS));
        for (int minute = 1; minute < 24 * 60; minute++) {
            assertEquals(List.of(), at(minutes(minute), NAS));
        }
    }

    @Test
    void anAlarm_isRepeatedInItsRhythmUntilItClears() {
        at(minutes(0), NAS);
        assertEquals(List.of(), at(DAY.minusSeconds(1), NAS));
        assertEquals(List.of("REPEATED destination-unreachable:nas"), at(DAY, NAS));
        assertEquals(List.of(), at(DAY.plusMinutes(1), NAS));
        assertEquals(List.of("REPEATED destination-unreachable:nas"), at(DAY.multipliedBy(2), NAS));
    }

    @Test
    void anAlarm_clearsOnceAndIsANewOneThen() {
        at(minutes(0), NAS);
        assertEquals(List.of(), at(minutes(5)));
        assertEquals(List.of("CLEARED destination-unreachable:nas"), at(minutes(7)));
        assertEquals(List.of(), open);
        assertEquals(List.of(), at(minutes(8)));
        assertEquals(List.of("OPENED destination-unreachable:nas"), at(minutes(9), NAS));
    }

    /** A destination that answers every other time is one alarm. */
    @Test
    void anAlarm_thatComesAndGoesIsNeitherClearedNorOpenedAgain() {
        at(minutes(0), NAS);
        for (int minute = 1; minute < 60; minute += 2) {
            assertEquals(List.of(), at(minutes(minute)));
            assertEquals(List.of(), at(minutes(minute + 1), NAS));
        }
        assertEquals(1, open.size());
    }

    @Test
    void anAcknowledgedAlarm_isSilentAndSaysSoWhenItIsOver() {
        at(minutes(0), NAS);
        acknowledge();
        assertEquals(List.of(), at(DAY.multipliedBy(3), NAS));
        assertEquals("jane", open.get(0).acknowledged().orElseThrow().by());
        at(DAY.multipliedBy(4));
        assertEquals(
                List.of("CLEARED destination-unreachable:nas"),
                at(DAY.multipliedBy(4).plusMinutes(2)));
    }

    @Test
    void anAcknowledgedAlarm_thatGetsMoreSevereIsToldAgainAndNotAcknowledged() {
        at(minutes(0), NAS);
        acknowledge();
        Alarm worse = alarm(NAS.id(), Severity.CRITICAL, START);
        assertEquals(List.of("ESCALATED destination-unreachable:nas"), at(minutes(1), worse));
        assertTrue(open.get(0).acknowledged().isEmpty());
        assertEquals(List.of(), at(minutes(2), NAS), "less severe is no message");
        assertEquals(List.of(), at(minutes(3), worse), "and as severe as before neither");
        assertEquals(List.of("REPEATED destination-unreachable:nas"), at(DAY.plusMinutes(1), worse));
    }

    /** As after a restart, when what is seen says it began now. */
    @Test
    void since_isTheEarliestThatWasSeen() {
        at(minutes(0), NAS);
        at(minutes(9), alarm(NAS.id(), Severity.WARNING, START.plus(minutes(9))));
        assertEquals(START, open.get(0).alarm().since());
    }

    @Test
    void aClockSetBack_startsTheRhythmAnew() {
        at(DAY.multipliedBy(365), NAS);
        assertEquals(List.of(), at(minutes(0), NAS));
        assertEquals(List.of("REPEATED destination-unreachable:nas"), at(DAY, NAS));
    }

    @Test
    void aClockSetBack_whileTheCauseIsGoneDoesNotKeepItOpen() {
        at(DAY, NAS);
        at(DAY.plusMinutes(1));
        at(minutes(0));
        assertEquals(Optional.of(START), open.get(0).absentSince());
        assertEquals(List.of("CLEARED destination-unreachable:nas"), at(minutes(2)));
    }

    @Test
    void zeroRepeat_neverRepeats() {
        Turned first = AlarmBook.turn(List.of(), List.of(NAS), START, Duration.ZERO);
        Turned later = AlarmBook.turn(first.open(), List.of(NAS), START.plus(DAY.multipliedBy(99)), Duration.ZERO);
        assertEquals(List.of(), later.changes());
    }
}
