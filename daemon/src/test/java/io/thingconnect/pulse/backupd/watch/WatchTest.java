package io.thingconnect.pulse.backupd.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.system.Sizes;
import io.thingconnect.pulse.backupd.watch.Snapshot.ArchiveFacts;
import io.thingconnect.pulse.backupd.watch.Snapshot.ClockFacts;
import io.thingconnect.pulse.backupd.watch.Snapshot.DestinationFacts;
import io.thingconnect.pulse.backupd.watch.Snapshot.FailedDrill;
import io.thingconnect.pulse.backupd.watch.Snapshot.FailedProof;
import io.thingconnect.pulse.backupd.watch.Snapshot.JobFacts;
import io.thingconnect.pulse.backupd.watch.Snapshot.PendingFacts;
import io.thingconnect.pulse.backupd.watch.Snapshot.RejectedConfig;
import io.thingconnect.pulse.backupd.watch.Snapshot.RunFacts;
import io.thingconnect.pulse.backupd.watch.Snapshot.RunOutcome;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class WatchTest {
    private static final Instant NOW = Instant.parse("2024-01-16T10:00:00Z");
    private static final Instant NIGHT = Instant.parse("2024-01-16T02:00:00Z");
    private static final String LABEL = "pulse-backup-20240116T020000Z-full";
    private static final ClockFacts CLOCK = new ClockFacts(Optional.of(NIGHT), Optional.of(NIGHT));
    private static final JobFacts GOOD_JOB = job("daily", run(7, RunOutcome.SUCCEEDED, Duration.ofMinutes(5), ""));

    private static RunFacts run(long id, RunOutcome outcome, Duration took, String message) {
        return new RunFacts(id, outcome, NIGHT, NIGHT.plus(took), message);
    }

    private static JobFacts job(String name, RunFacts last) {
        return new JobFacts(name, Optional.empty(), Optional.empty(), Optional.of(last), Optional.empty());
    }

    private static Snapshot of(JobFacts... jobs) {
        return new Snapshot(
                true,
                NIGHT.minus(Duration.ofDays(30)),
                Optional.of(NIGHT),
                List.of(jobs),
                List.of(new DestinationFacts("local", "/srv/backups", "", NOW, 5_000_000_000L, 500_000_000L)),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                CLOCK);
    }

    private static Snapshot withDatabase(Snapshot facts, Instant watchedSince, Optional<Instant> newest) {
        return new Snapshot(
                facts.enabled(),
                watchedSince,
                newest,
                facts.jobs(),
                facts.destinations(),
                List.of(),
                facts.failedProofs(),
                facts.failedDrills(),
                Optional.empty(),
                facts.config(),
                facts.clock());
    }

    private static Snapshot withClock(ClockFacts clock) {
        Snapshot facts = of(GOOD_JOB);
        return new Snapshot(
                true,
                facts.watchedSince(),
                facts.newestGoodDatabase(),
                facts.jobs(),
                facts.destinations(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                clock);
    }

    private static List<Alarm> alarms(Snapshot facts) {
        return Watch.alarms(facts, Thresholds.DEFAULT, NOW);
    }

    private static List<String> ids(Snapshot facts) {
        return alarms(facts).stream().map(Alarm::id).toList();
    }

    @Test
    void aSoundInstallation_hasNoAlarm() {
        assertEquals(List.of(), alarms(of(GOOD_JOB)));
    }

    /** Everything at once: what an operator reads, word for word. */
    @Test
    void everyAlarm_saysWhatWhereSinceWhenAndWhatToDo() throws Exception {
        Snapshot worst = new Snapshot(
                true,
                NIGHT.minus(Duration.ofDays(30)),
                Optional.of(NIGHT.minus(Duration.ofDays(2))),
                List.of(
                        new JobFacts(
                                "daily",
                                Optional.of(NIGHT.minusSeconds(60)),
                                Optional.of(new RunFacts(9, RunOutcome.RUNNING, NIGHT, null, "")),
                                Optional.of(run(8, RunOutcome.FAILED, Duration.ofMinutes(90), "no space in 'local'")),
                                Optional.of(new ArchiveFacts(LABEL, NIGHT, 10_540_000_000L))),
                        job("weekly", run(3, RunOutcome.INTERRUPTED, Duration.ofMinutes(61), "the daemon stopped"))),
                List.of(
                        new DestinationFacts("nas", "//server/share", "host is down", NIGHT, -1, 0),
                        new DestinationFacts("local", "/srv/backups", "", NIGHT, 1_234_567, 500_000_000L)),
                List.of(new PendingFacts(
                        "usb", 3, LABEL, NIGHT.minusSeconds(3_600), Duration.ofHours(6), "no marker file")),
                List.of(
                        new FailedProof(LABEL, "local", NIGHT, "its SHA-256 differs", true),
                        new FailedProof(LABEL, "nas", NIGHT, "page 7 is damaged", false)),
                List.of(new FailedDrill("monthly", "nas", LABEL, NIGHT, "users: answered 0, expected 1")),
                Optional.empty(),
                Optional.of(
                        new RejectedConfig("/etc/x/backup.yaml", NIGHT, "/etc/x/backup.yaml:3:1: unknown key 'jbos'")),
                new ClockFacts(Optional.of(NOW.plus(Duration.ofDays(3))), Optional.of(NIGHT)));
        String text = alarms(worst).stream()
                .map(alarm -> alarm.id() + "\n  " + alarm.severity().word() + " since " + alarm.since() + "\n  "
                        + alarm.message() + "\n  " + alarm.hint() + "\n")
                .collect(Collectors.joining());
        try (InputStream golden = WatchTest.class.getResourceAsStream("every-alarm.txt")) {
            assertEquals(new String(golden.readAllBytes(), StandardCharsets.UTF_8), text);
        }
    }

    @Test
    void aDestinationThatIsAway_isCriticalWhereNoOtherAnswers() {
        DestinationFacts away = new DestinationFacts("nas", "//server/share", "host is down", NIGHT, -1, 0);
        assertEquals(
                List.of(Severity.WARNING),
                severities(withPlaces(away, of().destinations().get(0))));
        assertEquals(List.of(Severity.CRITICAL), severities(withPlaces(away)));
    }

    private static List<Severity> severities(Snapshot facts) {
        return alarms(facts).stream().map(Alarm::severity).toList();
    }

    private static Snapshot withPlaces(DestinationFacts... places) {
        Snapshot facts = of(GOOD_JOB);
        return new Snapshot(
                facts.enabled(),
                facts.watchedSince(),
                facts.newestGoodDatabase(),
                facts.jobs(),
                List.of(places),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                CLOCK);
    }

    @Test
    void aBackupThatNeverWas_isMissedFromTheFirstStart() {
        Snapshot fresh = withDatabase(of(GOOD_JOB), NOW.minus(Duration.ofHours(24)), Optional.empty());
        assertEquals(List.of(), ids(fresh));
        Snapshot later = withDatabase(of(GOOD_JOB), NOW.minus(Duration.ofHours(25)), Optional.empty());
        assertEquals(List.of("backup-missing"), ids(later));
        assertEquals(Severity.CRITICAL, alarms(later).get(0).severity());
        assertEquals(NOW.minus(Duration.ofHours(1)), alarms(later).get(0).since());
    }

    @Test
    void anOldBackup_isTooOldOnlyBeyondTheLimit() {
        Instant since = NOW.minus(Duration.ofDays(99));
        assertEquals(List.of(), ids(withDatabase(of(GOOD_JOB), since, Optional.of(NOW.minus(Duration.ofHours(24))))));
        assertEquals(
                List.of("backup-missing"),
                ids(withDatabase(
                        of(GOOD_JOB),
                        since,
                        Optional.of(NOW.minus(Duration.ofHours(24)).minusSeconds(1)))));
    }

    @Test
    void zeroOrFalse_switchesALimitOff() {
        Thresholds off = new Thresholds(false, Duration.ZERO, 0, Duration.ZERO, Duration.ofHours(1));
        Snapshot facts = withDatabase(
                of(new JobFacts(
                        "daily",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(run(8, RunOutcome.FAILED, Duration.ofDays(2), "x")),
                        Optional.of(new ArchiveFacts(LABEL, NIGHT, Long.MAX_VALUE)))),
                NIGHT.minus(Duration.ofDays(30)),
                Optional.empty());
        assertEquals(List.of(), Watch.alarms(facts, off, NOW));
        assertEquals(4, alarms(facts).size());
    }

    @Test
    void aCancelledRun_isNoAlarm() {
        assertEquals(List.of(), ids(of(job("daily", run(8, RunOutcome.CANCELLED, Duration.ofMinutes(1), "x")))));
    }

    @Test
    void aMissedDueTime_alarmsAfterAnHourAndOnlyWhileEnabled() {
        JobFacts late = new JobFacts(
                "daily", Optional.of(NOW.minusSeconds(3_601)), Optional.empty(), Optional.empty(), Optional.empty());
        JobFacts justDue = new JobFacts(
                "daily", Optional.of(NOW.minusSeconds(3_600)), Optional.empty(), Optional.empty(), Optional.empty());
        assertEquals(List.of("due-missed:daily"), ids(of(late)));
        assertEquals(List.of(), ids(of(justDue)));
        Snapshot facts = of(late);
        Snapshot disabled = new Snapshot(
                false,
                facts.watchedSince(),
                facts.newestGoodDatabase(),
                facts.jobs(),
                facts.destinations(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                CLOCK);
        assertEquals(List.of(), ids(disabled));
    }

    @Test
    void aRunUnderWay_alarmsOnceItIsTooLong() {
        RunFacts running = new RunFacts(9, RunOutcome.RUNNING, NOW.minusSeconds(3_601), null, "");
        JobFacts facts =
                new JobFacts("daily", Optional.empty(), Optional.of(running), Optional.empty(), Optional.empty());
        Alarm alarm = alarms(of(facts)).get(0);
        assertEquals("run-long:daily", alarm.id());
        assertEquals(NOW.minusSeconds(1), alarm.since());
        assertTrue(alarm.message().contains("under way"), alarm.message());
    }

    @Test
    void aRunThatNeverStarted_hasNoLength() {
        RunFacts waiting = new RunFacts(9, RunOutcome.INTERRUPTED, null, NOW, "the daemon stopped");
        assertEquals(List.of("run-interrupted:daily"), ids(of(job("daily", waiting))));
    }

    @Test
    void theClock_mayStandBehindAFewMinutes() {
        assertEquals(
                List.of(), ids(withClock(new ClockFacts(Optional.of(NOW.plus(Watch.CLOCK_SLACK)), Optional.empty()))));
        assertEquals(List.of(), ids(withClock(new ClockFacts(Optional.empty(), Optional.empty()))));
        assertEquals(
                List.of("clock-behind"),
                ids(withClock(new ClockFacts(Optional.empty(), Optional.of(NOW.plus(Duration.ofMinutes(6)))))));
    }

    @Test
    void order_isWorstThenOldest() {
        List<Alarm> alarms = alarms(withDatabase(
                of(
                        job("b", run(1, RunOutcome.FAILED, Duration.ofMinutes(2), "x")),
                        job("a", run(2, RunOutcome.FAILED, Duration.ofMinutes(1), "y"))),
                NIGHT.minus(Duration.ofDays(9)),
                Optional.empty()));
        assertEquals(
                List.of("backup-missing", "run-failed:a", "run-failed:b"),
                alarms.stream().map(Alarm::id).toList());
    }

    @Test
    void words_areShort() {
        assertEquals("59 s", Words.span(Duration.ofSeconds(59)));
        assertEquals("59 min", Words.span(Duration.ofSeconds(3_599)));
        assertEquals("1 h", Words.span(Duration.ofHours(1)));
        assertEquals("1 d 2 h", Words.span(Duration.ofHours(26)));
        assertEquals("2 d", Words.span(Duration.ofDays(2)));
        assertEquals("0 s", Words.span(Duration.ofHours(-1)));
        assertEquals("999 bytes", Sizes.text(999));
        assertEquals("10 GB", Sizes.text(10_000_000_000L));
        assertEquals("1.5 MB", Sizes.text(1_456_000));
        assertEquals("9.2 EB", Sizes.text(Long.MAX_VALUE));
        assertFalse(Words.time(NIGHT.plusNanos(5)).contains("."));
    }
}
