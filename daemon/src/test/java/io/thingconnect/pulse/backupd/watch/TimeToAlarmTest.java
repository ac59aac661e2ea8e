package io.thingconnect.pulse.backupd.watch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.watch.Snapshot.ClockFacts;
import io.thingconnect.pulse.backupd.watch.Snapshot.DestinationFacts;
import io.thingconnect.pulse.backupd.watch.Snapshot.JobFacts;
import io.thingconnect.pulse.backupd.watch.Snapshot.PendingFacts;
import io.thingconnect.pulse.backupd.watch.Snapshot.RunFacts;
import io.thingconnect.pulse.backupd.watch.Snapshot.RunOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** From a fault to its alarm, with a look each minute and a clock that is driven: never later than the threshold and a minute. */
final class TimeToAlarmTest {
    private static final Instant FAULT = Instant.parse("2024-01-16T02:00:20Z");
    private static final Duration RHYTHM = Duration.ofMinutes(1);

    private static Snapshot facts(
            Optional<Instant> newest, JobFacts job, DestinationFacts place, PendingFacts... late) {
        return new Snapshot(
                true,
                FAULT,
                newest,
                List.of(job),
                List.of(place),
                List.of(late),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                new ClockFacts(Optional.empty(), Optional.empty()));
    }

    private static Snapshot found(
            List<Snapshot.FailedProof> proofs,
            List<Snapshot.FailedDrill> drills,
            Optional<Snapshot.RejectedConfig> config) {
        return new Snapshot(
                true,
                FAULT,
                Optional.of(FAULT.plus(Duration.ofDays(9))),
                List.of(),
                List.of(place("")),
                List.of(),
                proofs,
                drills,
                Optional.empty(),
                config,
                new ClockFacts(Optional.empty(), Optional.empty()));
    }

    private static JobFacts job(Optional<Instant> unserved, Optional<RunFacts> running, Optional<RunFacts> ended) {
        return new JobFacts("daily", unserved, running, ended, Optional.empty());
    }

    private static DestinationFacts place(String error) {
        return new DestinationFacts("nas", "//server/share", error, FAULT, -1, 0);
    }

    private static void measure(String id, Duration threshold, Function<Instant, Snapshot> world) {
        Instant now = Instant.parse("2024-01-16T02:00:00Z");
        while (now.isBefore(FAULT)
                || Watch.alarms(world.apply(now), Thresholds.DEFAULT, now).stream()
                        .noneMatch(alarm -> alarm.id().equals(id))) {
            now = now.plus(RHYTHM);
            assertTrue(Duration.between(FAULT, now).compareTo(Duration.ofDays(3)) < 0, id + " never alarmed");
        }
        Duration took = Duration.between(FAULT, now);
        System.out.println("time to alarm: " + id + " " + Words.span(took) + " after the fault, threshold "
                + Words.span(threshold));
        assertTrue(took.compareTo(threshold) >= 0, id + " alarmed too early, after " + took);
        assertTrue(took.compareTo(threshold.plus(RHYTHM)) <= 0, id + " alarmed too late, after " + took);
    }

    @Test
    void everyFault_isAnAlarmWithinAMinuteOfItsThreshold() {
        JobFacts quiet = job(Optional.empty(), Optional.empty(), Optional.empty());
        RunFacts running = new RunFacts(7, RunOutcome.RUNNING, FAULT, null, "");
        RunFacts failed = new RunFacts(7, RunOutcome.FAILED, FAULT, FAULT, "no space");
        PendingFacts late = new PendingFacts("nas", 1, "LABEL", FAULT, Duration.ofHours(6), "");
        Optional<Instant> good = Optional.of(FAULT.plus(Duration.ofDays(9)));
        measure("backup-missing", Duration.ofHours(24), now -> facts(Optional.of(FAULT), quiet, place("")));
        measure(
                "due-missed:daily",
                Duration.ofHours(1),
                now -> facts(good, job(Optional.of(FAULT), Optional.empty(), Optional.empty()), place("")));
        measure(
                "run-long:daily",
                Duration.ofHours(1),
                now -> facts(good, job(Optional.empty(), Optional.of(running), Optional.empty()), place("")));
        measure("copy-overdue:nas", Duration.ofHours(6), now -> facts(good, quiet, place(""), late));
        measure(
                "run-failed:daily",
                Duration.ZERO,
                now -> facts(good, job(Optional.empty(), Optional.empty(), Optional.of(failed)), place("")));
        measure("destination-unreachable:nas", Duration.ZERO, now -> facts(good, quiet, place("host is down")));
        DestinationFacts full = new DestinationFacts("nas", "//server/share", "", FAULT, 1, 500);
        measure("destination-space:nas", Duration.ZERO, now -> facts(good, quiet, full));
        Snapshot.FailedProof proof = new Snapshot.FailedProof("LABEL", "nas", FAULT, "its SHA-256 differs", true);
        measure("copy-failed:LABEL@nas", Duration.ZERO, now -> found(List.of(proof), List.of(), Optional.empty()));
        Snapshot.FailedDrill drill = new Snapshot.FailedDrill("monthly", "nas", "LABEL", FAULT, "wrong answer");
        measure("drill-failed:monthly@nas", Duration.ZERO, now -> found(List.of(), List.of(drill), Optional.empty()));
        Snapshot.RejectedConfig config = new Snapshot.RejectedConfig("backup.yaml", FAULT, "unknown key");
        measure("config-rejected", Duration.ZERO, now -> found(List.of(), List.of(), Optional.of(config)));
    }
}
