package io.thingconnect.pulse.backupd.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.watch.ObjectiveFacts.Changes;
import io.thingconnect.pulse.backupd.watch.ObjectiveFacts.Due;
import io.thingconnect.pulse.backupd.watch.ObjectiveFacts.Recovery;
import io.thingconnect.pulse.backupd.watch.Standing.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ObjectivesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private Optional<Duration> rpo = Optional.of(Duration.ofMinutes(15));
    private Optional<Duration> rto = Optional.empty();
    private Optional<Instant> newest = Optional.of(NOW.minusSeconds(600));
    private List<Due> dues = List.of();
    private Optional<Changes> changes = Optional.empty();
    private List<Recovery> recoveries = List.of();

    private Standing standing() {
        return Objectives.standing(
                new ObjectiveFacts(
                        new Objective("users", "database", rpo, rto),
                        NOW.minus(Duration.ofHours(2)),
                        newest,
                        dues,
                        changes,
                        Optional.empty(),
                        recoveries),
                NOW);
    }

    private static Due due(long secondsFromNow, long takesSeconds) {
        return new Due(NOW.plusSeconds(secondsFromNow), Duration.ofSeconds(takesSeconds));
    }

    private static void assertAlarm(String id, Severity severity, String message, Standing standing) {
        assertEquals(1, standing.alarms().size(), standing.toString());
        Alarm alarm = standing.alarms().get(0);
        assertEquals(id, alarm.id());
        assertEquals(severity, alarm.severity());
        assertEquals(message, alarm.message());
    }

    private void newestIsOld(long seconds) {
        newest = Optional.of(NOW.minusSeconds(seconds));
    }

    @Test
    void aJobEveryQuarterOfAnHour_keepsAQuarterOfAnHour() {
        for (int age = 1; age <= 900; age++) {
            newestIsOld(age);
            dues = List.of(due(900 - age, 20));
            assertEquals(Verdict.MET, standing().rpo(), age + " s");
        }
        // Due, and under way: what it takes is not held against it.
        newestIsOld(915);
        dues = List.of(due(-15, 20));
        assertEquals(Verdict.MET, standing().rpo());
        assertEquals(List.of(), standing().alarms());
    }

    @Test
    void aScheduleThatCannotKeepIt_isSaidBeforeItIsBroken() {
        dues = List.of(due(50_000, 20), due(3_000, 60));
        Standing standing = standing();
        assertEquals(Verdict.AT_RISK, standing.rpo());
        assertAlarm(
                "objective-rpo:users",
                Severity.WARNING,
                "the objective for the loss of the users, 15 min, will be missed: the newest good backup that holds it is"
                        + " of 2026-03-01T11:50:00Z and the next one will be there at 2026-03-01T12:51:00Z",
                standing);
        assertEquals(Optional.of(Duration.ofMinutes(10)), standing.loss());
    }

    @Test
    void withoutASchedule_fourFifthsAreARisk() {
        newestIsOld(719);
        assertEquals(Verdict.MET, standing().rpo());
        newestIsOld(720);
        assertEquals(Verdict.AT_RISK, standing().rpo());
        assertTrue(standing().alarms().get(0).message().endsWith("and no schedule makes another one"));
    }

    @Test
    void aLossThatIsLargerThanPromised_isCritical() {
        newestIsOld(991);
        dues = List.of(due(1, 1));
        assertAlarm(
                "objective-rpo:users",
                Severity.CRITICAL,
                "if this box died now, 16 min of the users would be lost, and the objective is 15 min: the newest good"
                        + " backup that holds it is of 2026-03-01T11:43:29Z",
                standing());
        assertEquals(newest.get().plusSeconds(900), standing().alarms().get(0).since());
        assertEquals(Verdict.MISSED, standing().rpo());
    }

    @Test
    void whatNoBackupHolds_isMissedOnceItsTimeIsOver() {
        newest = Optional.empty();
        assertEquals(Optional.empty(), standing().loss());
        assertEquals(Verdict.MISSED, standing().rpo());
        assertTrue(standing().alarms().get(0).message().startsWith("no good backup holds the users"));
        rpo = Optional.of(Duration.ofHours(2));
        assertEquals(Verdict.UNKNOWN, standing().rpo());
        assertEquals(List.of(), standing().alarms());
    }

    @Test
    void noLossAtAll_wantsAJobThatWatches() {
        rpo = Optional.of(Duration.ZERO);
        assertAlarm(
                "objective-rpo:users",
                Severity.WARNING,
                "changes of the users are to be saved at once, but no job watches it: no schedule saves them",
                standing());
    }

    @Test
    void aWatchedChange_mayWaitTwiceTheDebounce() {
        rpo = Optional.of(Duration.ZERO);
        newestIsOld(90_000);
        changes = Optional.of(new Changes(Optional.empty(), Duration.ofSeconds(5)));
        assertEquals(Verdict.MET, standing().rpo());
        assertEquals(Optional.of(Duration.ZERO), standing().loss());
        changes = Optional.of(new Changes(Optional.of(NOW.minusSeconds(10)), Duration.ofSeconds(5)));
        assertEquals(Verdict.MET, standing().rpo());
        changes = Optional.of(new Changes(Optional.of(NOW.minusSeconds(11)), Duration.ofSeconds(5)));
        assertEquals(Optional.of(Duration.ofSeconds(11)), standing().loss());
        assertAlarm(
                "objective-rpo:users",
                Severity.CRITICAL,
                "a change of the users of 2026-03-01T11:59:49Z is not saved after 11 s; it should be within 10 s",
                standing());
    }

    @Test
    void recovery_isTheSlowestOfWhatWasMeasured() {
        rpo = Optional.empty();
        rto = Optional.of(Duration.ofSeconds(100));
        assertEquals(Verdict.UNKNOWN, standing().rto());
        recoveries = List.of(new Recovery(Duration.ofSeconds(79), "by the drill", NOW.minusSeconds(9)));
        assertEquals(Verdict.MET, standing().rto());
        assertEquals(List.of(), standing().alarms());
        recoveries = List.of(recoveries.get(0), new Recovery(Duration.ofSeconds(80), "by the rate", NOW));
        assertAlarm(
                "objective-rto:users",
                Severity.WARNING,
                "bringing back the users would take about 1 min (by the rate); the objective is 1 min",
                standing());
        assertEquals(Verdict.AT_RISK, standing().rto());
        recoveries = List.of(new Recovery(Duration.ofSeconds(101), "by the drill", NOW));
        assertEquals(Verdict.MISSED, standing().rto());
        assertEquals(Severity.CRITICAL, standing().alarms().get(0).severity());
    }

    @Test
    void whatNobodyPromised_isShownAndNeverAlarmed() {
        rpo = Optional.empty();
        newestIsOld(900_000);
        recoveries = List.of(new Recovery(Duration.ofDays(3), "by the drill", NOW));
        Standing standing = standing();
        assertEquals(Verdict.NONE, standing.rpo());
        assertEquals(Verdict.NONE, standing.rto());
        assertEquals(List.of(), standing.alarms());
        assertEquals(Optional.of(Duration.ofHours(250)), standing.loss());
    }
}
