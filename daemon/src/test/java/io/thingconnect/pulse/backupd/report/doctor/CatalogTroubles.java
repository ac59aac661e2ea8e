package io.thingconnect.pulse.backupd.report.doctor;

import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.catalog.VerificationRecord;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.watch.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What can be wrong with schedules, chains and the clock, in a real catalog. */
final class CatalogTroubles {
    private static final Label FULL = Bed.label(Duration.ofHours(9), Kind.FULL);

    private final Bed bed;
    private String cron = "30 3 * * *";
    private boolean enabled = true;
    private ZoneId zone = Bed.BERLIN;

    CatalogTroubles(Bed bed) {
        this.bed = bed;
    }

    private static JobSpec job(String cron) {
        try {
            return Bed.job(cron, 3);
        } catch (BackupException e) {
            throw new AssertionError(cron, e);
        }
    }

    private Check schedules() {
        return new SchedulesLook(
                new SchedulesLook.Plan(List.of(job(cron)), enabled, Bed.BERLIN),
                bed.catalog(),
                bed.clock(),
                Bed.COMMANDS);
    }

    Trouble disabled() {
        return new Trouble(this::schedules, () -> enabled = false, () -> enabled = true);
    }

    Trouble schedule(String good, String bad) {
        cron = good;
        return new Trouble(this::schedules, () -> cron = bad, () -> cron = good);
    }

    /** Runs of four minutes, every five. */
    Trouble interval() {
        return new Trouble(
                this::schedules,
                () -> {
                    cron = "*/5 * * * *";
                    Instant start = Bed.NOW.minusSeconds(1000);
                    bed.catalog()
                            .addRun(new RunRecord(
                                    0,
                                    "backup",
                                    "daily",
                                    "schedule",
                                    RunState.SUCCEEDED,
                                    null,
                                    start,
                                    start,
                                    start.plusSeconds(240),
                                    null,
                                    null,
                                    "",
                                    List.of()));
                },
                () -> cron = "*/10 * * * *");
    }

    private Check chains() {
        return new ChainsLook(bed.catalog(), List.of(job(cron)), bed.clock());
    }

    private void full(Duration ago) throws BackupException {
        bed.put(Bed.label(ago, Kind.FULL), null, CopyState.GOOD, 1);
    }

    Trouble longChain() throws BackupException {
        bed.put(FULL, null, CopyState.GOOD, 1);
        return new Trouble(
                this::chains,
                () -> {
                    Label parent = FULL;
                    for (int hour = 8; hour > 4; hour--) {
                        Label delta = Bed.label(Duration.ofHours(hour), Kind.INCREMENTAL);
                        bed.put(delta, parent, CopyState.GOOD, 1);
                        parent = delta;
                    }
                },
                () -> full(Duration.ofHours(1)));
    }

    Trouble brokenChain() throws BackupException {
        bed.put(FULL, null, CopyState.GOOD, 1);
        bed.put(Bed.label(Duration.ofHours(8), Kind.INCREMENTAL), FULL, CopyState.GOOD, 1);
        return new Trouble(
                this::chains, () -> bed.put(FULL, null, CopyState.MISSING, 1), () -> full(Duration.ofHours(1)));
    }

    Trouble quarantined() throws BackupException {
        bed.put(FULL, null, CopyState.GOOD, 1);
        return new Trouble(
                this::chains, () -> bed.put(FULL, null, CopyState.QUARANTINED, 1), () -> full(Duration.ofHours(1)));
    }

    Trouble unproven() throws BackupException {
        bed.put(FULL, null, CopyState.GOOD, 1);
        prove(Bed.NOW);
        return new Trouble(this::chains, () -> bed.now = Bed.NOW.plus(Duration.ofDays(40)), () -> prove(bed.now));
    }

    private void prove(Instant at) throws BackupException {
        bed.catalog().addVerification(new VerificationRecord(FULL, "local", "restore", true, at, 1, ""));
    }

    private Check clock() {
        return new ClockLook(
                () -> new Snapshot.ClockFacts(bed.catalog().newestLabel().map(Label::at), Optional.empty()),
                bed.clock(),
                zone,
                Bed.BERLIN,
                bed.programs());
    }

    Trouble clockBehind() {
        Supplier<Check> check = this::clock;
        return new Trouble(
                check,
                () -> bed.catalog().recordLabel(new Label(Bed.NOW.plusSeconds(86_400), Kind.FULL)),
                () -> bed.now = Bed.NOW.plusSeconds(86_400));
    }

    Trouble timezone() {
        return new Trouble(this::clock, () -> zone = ZoneId.of("Asia/Tokyo"), () -> zone = Bed.BERLIN);
    }
}
