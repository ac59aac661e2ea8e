package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.CopyAttempt;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.catalog.PinRecord;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.catalog.VerificationRecord;
import io.thingconnect.pulse.backupd.control.service.Backups;
import io.thingconnect.pulse.backupd.control.service.DestinationStatus;
import io.thingconnect.pulse.backupd.control.service.JobStatus;
import io.thingconnect.pulse.backupd.control.service.ObjectiveStatus;
import io.thingconnect.pulse.backupd.control.service.Status;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.RunView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The types of the interface, component for component as the {@code .varlink} file declares them; a test holds the two
 * together. Null stands for an absent optional member.
 */
final class Wire {
    private Wire() {}

    record Copy(String destination, String state, String readBack, Instant at, Instant nextAttempt, String problem) {
        /** @param attempts of the same backup */
        static Copy of(CopyRecord copy, List<CopyAttempt> attempts) {
            Optional<CopyAttempt> attempt = attempts.stream()
                    .filter(one -> one.destination().equals(copy.destination()))
                    .findFirst();
            return new Copy(
                    copy.destination(),
                    copy.state().word(),
                    copy.readBack(),
                    copy.at(),
                    attempt.map(CopyAttempt::nextAt).orElse(null),
                    attempt.map(CopyAttempt::message).orElse(null));
        }
    }

    record Verification(String level, String destination, boolean passed, Instant at, long bytesRead, String message) {
        static Verification of(VerificationRecord v) {
            return new Verification(v.level(), v.destination(), v.passed(), v.at(), v.bytesRead(), v.message());
        }
    }

    record Backup(
            String label,
            String job,
            String kind,
            String state,
            Instant takenAt,
            Instant finishedAt,
            int timeline,
            String parent,
            String fullReason,
            String consolidatedFrom,
            String restoredFrom,
            String contentId,
            List<String> components,
            String compression,
            String encryption,
            long archiveBytes,
            long plainBytes,
            long databaseBytes,
            long entries,
            String schemaVersion,
            String note,
            List<String> warnings,
            List<Copy> copies,
            Verification lastVerification,
            Instant pinnedUntil,
            String pinReason) {

        /**
         * @param known where proofs and pins of it are asked for
         * @param chains where its present parent is found
         */
        static Backup of(BackupRecord backup, Backups known, PresentChains chains) throws BackupException {
            List<VerificationRecord> verifications = known.verifications(backup.label());
            Optional<PinRecord> pin = known.pin(backup.label());
            boolean waits = backup.copies().stream().anyMatch(copy -> copy.state() == CopyState.PENDING);
            List<CopyAttempt> attempts = waits ? known.attempts(backup.label()) : List.of();
            return new Backup(
                    backup.label().toString(),
                    backup.job(),
                    backup.label().kind().word(),
                    state(backup).word(),
                    backup.takenAt(),
                    backup.finishedAt(),
                    backup.lineage().timeline(),
                    text(chains.parent(backup)),
                    backup.lineage().fullReason(),
                    text(backup.lineage().consolidatedFrom()),
                    text(backup.lineage().restoredFrom()),
                    backup.contentId(),
                    words(backup.components()),
                    backup.compression().word(),
                    known.seal(backup.label()).map(seal -> seal.way().word()).orElse(null),
                    backup.archiveBytes(),
                    backup.plainBytes(),
                    backup.databaseBytes(),
                    backup.entries(),
                    backup.schemaVersion(),
                    backup.note(),
                    backup.warnings(),
                    backup.copies().stream()
                            .map(copy -> Copy.of(copy, attempts))
                            .toList(),
                    verifications.stream().findFirst().map(Verification::of).orElse(null),
                    pin.map(PinRecord::until).orElse(null),
                    pin.map(PinRecord::reason).orElse(null));
        }

        private static String text(Label label) {
            return label == null ? null : label.toString();
        }

        /** The best of its copies: one good copy makes a good backup. */
        private static CopyState state(BackupRecord backup) {
            for (CopyState state : List.of(CopyState.GOOD, CopyState.PENDING, CopyState.QUARANTINED)) {
                if (backup.copies().stream().anyMatch(copy -> copy.state() == state)) {
                    return state;
                }
            }
            return backup.isExpired() ? CopyState.EXPIRED : CopyState.MISSING;
        }
    }

    record Progress(String phase, long doneBytes, Long totalBytes, long bytesPerSecond, Long etaSeconds) {
        static Progress of(RunView.Progress p) {
            return new Progress(
                    p.phase(), p.doneBytes(), known(p.totalBytes()), p.bytesPerSecond(), known(p.etaSeconds()));
        }

        private static Long known(long value) {
            return value < 0 ? null : value;
        }
    }

    record Failure(String code, String message, String hint) {
        static Failure of(RunRecord.Failure failure) {
            return new Failure(failure.code().wireName(), failure.message(), failure.hint());
        }
    }

    record Run(
            long id,
            String operation,
            String job,
            String trigger,
            String state,
            Instant queuedAt,
            Instant startedAt,
            Instant endedAt,
            String label,
            Progress progress,
            Failure error,
            String result,
            List<String> warnings) {

        static Run of(RunView view) {
            return of(view.record(), view.progress());
        }

        /** @param progress null unless it is running */
        static Run of(RunRecord run, RunView.Progress progress) {
            return new Run(
                    run.id(),
                    run.operation(),
                    run.job(),
                    run.trigger(),
                    run.state().word(),
                    run.queuedAt(),
                    run.startedAt(),
                    run.endedAt(),
                    run.label(),
                    progress == null ? null : Progress.of(progress),
                    run.error() == null ? null : Failure.of(run.error()),
                    run.result(),
                    run.warnings());
        }
    }

    record OnChange(
            long debounceSeconds,
            long minIntervalSeconds,
            boolean notified,
            Instant uncapturedSince,
            Instant captureDue) {
        static OnChange of(JobStatus.OnChange rule) {
            return new OnChange(
                    rule.debounce().toSeconds(),
                    rule.minInterval().toSeconds(),
                    rule.notified(),
                    rule.uncapturedSince(),
                    rule.captureDue());
        }
    }

    record Job(
            String name,
            String schedule,
            OnChange onChange,
            String timezone,
            String type,
            List<String> components,
            String compression,
            List<String> destinations,
            boolean enabled,
            List<Instant> next,
            Run lastRun) {
        static Job of(JobStatus job) {
            return new Job(
                    job.name(),
                    job.schedule(),
                    job.onChange() == null ? null : OnChange.of(job.onChange()),
                    job.timezone(),
                    job.type().word(),
                    words(job.components()),
                    job.compression().word(),
                    job.destinations(),
                    job.enabled(),
                    job.next(),
                    job.lastRun() == null ? null : Run.of(job.lastRun(), null));
        }
    }

    record Status(
            String safe,
            String summary,
            boolean enabled,
            String host,
            String version,
            String sqliteVersion,
            Instant now,
            Instant startedAt,
            String configPath,
            Instant configLoadedAt,
            String configError,
            Backup lastBackup,
            io.thingconnect.pulse.backupd.control.service.Status.ProvenRestore lastProvenRestore,
            DrillWire.Drill lastDrill,
            List<Run> running,
            List<Job> jobs,
            List<DestinationStatus> destinations,
            io.thingconnect.pulse.backupd.control.service.Status.CopyRule copyRule,
            List<ObjectiveStatus> objectives,
            List<io.thingconnect.pulse.backupd.control.service.Status.Alarm> alarms) {

        /** @param lastBackup null where there is none */
        static Status of(io.thingconnect.pulse.backupd.control.service.Status s, Backup lastBackup) {
            return new Status(
                    s.safe(),
                    s.summary(),
                    s.enabled(),
                    s.host(),
                    s.version(),
                    s.sqliteVersion(),
                    s.now(),
                    s.startedAt(),
                    s.configPath(),
                    s.configLoadedAt(),
                    s.configError(),
                    lastBackup,
                    s.lastProvenRestore(),
                    s.lastDrill() == null ? null : DrillWire.Drill.of(s.lastDrill()),
                    s.running().stream().map(Run::of).toList(),
                    s.jobs().stream().map(Job::of).toList(),
                    s.destinations(),
                    s.copyRule(),
                    s.objectives().stream().map(ObjectiveStatus::of).toList(),
                    s.alarms());
        }
    }

    record ChainLink(String label, String kind, Instant takenAt, long archiveBytes) {
        static ChainLink of(io.thingconnect.pulse.backupd.recovery.RestorePlan.Step step) {
            return new ChainLink(
                    step.label().toString(), step.label().kind().word(), step.takenAt(), step.archiveBytes());
        }
    }

    record RestorePlan(
            String label,
            String job,
            String kind,
            String destination,
            int timeline,
            Instant takenAt,
            Instant wantedAt,
            Long lossSeconds,
            List<ChainLink> chain,
            long readBytes,
            long neededBytes,
            Long expectedSeconds,
            List<String> components,
            List<String> notes) {
        static RestorePlan of(io.thingconnect.pulse.backupd.recovery.RestorePlan p) {
            return new RestorePlan(
                    p.label().toString(),
                    p.job(),
                    p.label().kind().word(),
                    p.destination(),
                    p.timeline(),
                    p.takenAt(),
                    p.wantedAt().orElse(null),
                    p.loss().map(Duration::toSeconds).orElse(null),
                    p.chain().stream().map(ChainLink::of).toList(),
                    p.readBytes(),
                    p.neededBytes(),
                    p.expectedSeconds().isPresent() ? p.expectedSeconds().getAsLong() : null,
                    words(p.components()),
                    p.notes());
        }
    }

    private static List<String> words(List<Component> components) {
        return components.stream().map(Component::word).toList();
    }
}
