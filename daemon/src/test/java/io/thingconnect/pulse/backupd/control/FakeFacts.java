package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.control.service.DestinationStatus;
import io.thingconnect.pulse.backupd.control.service.Facts;
import io.thingconnect.pulse.backupd.control.service.JobStatus;
import io.thingconnect.pulse.backupd.control.service.Status;
import io.thingconnect.pulse.backupd.watch.Objective;
import io.thingconnect.pulse.backupd.watch.ObjectiveFacts;
import io.thingconnect.pulse.backupd.watch.Standing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

record FakeFacts(FakeRuns fakeRuns, List<String> jobNames) implements Facts {
    @Override
    public Status status() {
        return new Status(
                "yes",
                "last backup 2 h ago, proven",
                true,
                "box",
                "0.1.0",
                "3.54.1",
                Fakes.NOW,
                Fakes.NOW,
                "/etc/thingconnect-pulse/backup.yaml",
                Fakes.NOW,
                "",
                Fakes.backup(Fakes.FULL, null, CopyState.GOOD),
                new Status.ProvenRestore(Fakes.FULL.toString(), "local", Fakes.NOW),
                Fakes.drill(3, ""),
                fakeRuns.active(),
                jobs(),
                destinations(),
                new Status.CopyRule(false, 2, 1, 0, "NOT met: no copy is off-site", List.of("no copy is off-site")),
                List.of(standing()),
                List.of(new Status.Alarm(
                        "no-drill", "warning", Fakes.NOW, "no restore was proven", "Verify one.", null)));
    }

    private static Standing standing() {
        return new Standing(
                new Objective("users", "database", Optional.of(Duration.ofHours(1)), Optional.empty()),
                Optional.of(Duration.ofMinutes(30)),
                Optional.empty(),
                Optional.of(new ObjectiveFacts.Recovery(Duration.ofMinutes(2), "by guessing", Fakes.NOW)),
                Standing.Verdict.MET,
                Standing.Verdict.NONE,
                List.of());
    }

    @Override
    public List<JobStatus> jobs() {
        return jobNames.stream().map(FakeFacts::job).toList();
    }

    private static JobStatus job(String name) {
        boolean database = !name.equals("files");
        return new JobStatus(
                name,
                database ? "0 2 * * *" : null,
                database
                        ? null
                        : new JobStatus.OnChange(
                                Duration.ofSeconds(5),
                                Duration.ofMinutes(1),
                                true,
                                Fakes.NOW,
                                Fakes.NOW.plusSeconds(5)),
                "Europe/Berlin",
                Kind.FULL,
                List.of(database ? Component.DATABASE : Component.CONFIGURATION),
                Compression.ZSTD,
                List.of("local"),
                true,
                database ? List.of(Fakes.NOW.plusSeconds(86_400)) : List.of(),
                database ? Fakes.run(1, "schedule", RunState.FAILED) : null);
    }

    @Override
    public List<DestinationStatus> destinations() {
        return List.of(
                new DestinationStatus("local", "local", "/var/backups", true, 5000L, 9000L, 2, 0, 3L, "", List.of()),
                new DestinationStatus(
                        "nas",
                        "network",
                        "//nas/b",
                        false,
                        null,
                        null,
                        0,
                        1,
                        null,
                        "connection refused",
                        List.of("does not encrypt")));
    }

    @Override
    public List<RunRecord> runs(int limit) {
        return fakeRuns.newest(limit);
    }
}
