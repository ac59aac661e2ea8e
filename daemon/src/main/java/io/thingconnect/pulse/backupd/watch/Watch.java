package io.thingconnect.pulse.backupd.watch;

import io.thingconnect.pulse.backupd.system.Sizes;
import io.thingconnect.pulse.backupd.watch.Snapshot.ClockFacts;
import io.thingconnect.pulse.backupd.watch.Snapshot.DestinationFacts;
import io.thingconnect.pulse.backupd.watch.Snapshot.FailedDrill;
import io.thingconnect.pulse.backupd.watch.Snapshot.FailedProof;
import io.thingconnect.pulse.backupd.watch.Snapshot.JobFacts;
import io.thingconnect.pulse.backupd.watch.Snapshot.PendingFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** From facts to alarms. */
public final class Watch {
    /**
     * How far the clock may stand behind what was seen before. Labels of backups made in quick succession run ahead of
     * the clock by a second each, and a time server may take some seconds back.
     */
    static final Duration CLOCK_SLACK = ClockWatch.SLACK;

    private static final Comparator<Alarm> ORDER = Comparator.comparing(Alarm::severity)
            .reversed()
            .thenComparing(Alarm::since)
            .thenComparing(Alarm::id);

    private Watch() {}

    /** The worst first, then the oldest first. */
    public static List<Alarm> alarms(Snapshot facts, Thresholds limits, Instant now) {
        List<Alarm> alarms = new ArrayList<>();
        missingBackup(facts, limits, now).ifPresent(alarms::add);
        for (JobFacts job : facts.jobs()) {
            alarms.addAll(JobWatch.alarms(job, facts.enabled(), limits, now));
        }
        // Where another one answers, backups are made and can be restored: that is not the moment to wake somebody.
        Severity severity =
                facts.destinations().stream().anyMatch(place -> place.error().isEmpty())
                        ? Severity.WARNING
                        : Severity.CRITICAL;
        for (DestinationFacts destination : facts.destinations()) {
            destination(destination, severity).ifPresent(alarms::add);
        }
        for (PendingFacts pending : facts.pending()) {
            overdue(pending, now).ifPresent(alarms::add);
        }
        for (FailedProof proof : facts.failedProofs()) {
            alarms.add(failedProof(proof));
        }
        for (FailedDrill drill : facts.failedDrills()) {
            alarms.add(failedDrill(drill));
        }
        facts.locked().ifPresent(locked -> alarms.add(locked(locked)));
        facts.config().ifPresent(config -> alarms.add(rejected(config)));
        clockBehind(facts.clock(), now).ifPresent(alarms::add);
        return sorted(alarms);
    }

    /** The worst first, then the oldest first. */
    public static List<Alarm> sorted(List<Alarm> alarms) {
        return alarms.stream().sorted(ORDER).toList();
    }

    private static Optional<Alarm> missingBackup(Snapshot facts, Thresholds limits, Instant now) {
        Instant last = facts.newestGoodDatabase().orElse(facts.watchedSince());
        Duration age = Duration.between(last, now);
        if (limits.missingBackups().isZero() || age.compareTo(limits.missingBackups()) <= 0) {
            return Optional.empty();
        }
        String message = facts.newestGoodDatabase().isPresent()
                ? "the newest good backup of the database is " + Words.span(age) + " old, of " + Words.time(last)
                        + "; the limit is " + Words.span(limits.missingBackups())
                : "there is no good backup of the database; this installation has been watched since "
                        + Words.time(last) + ", for " + Words.span(age);
        return Optional.of(new Alarm(
                "backup-missing",
                Severity.CRITICAL,
                last.plus(limits.missingBackups()),
                message,
                "Make one now with 'pulsectl backup'."));
    }

    private static Optional<Alarm> destination(DestinationFacts destination, Severity unreachable) {
        String name = "destination '" + destination.name() + "' (" + destination.location() + ")";
        if (!destination.error().isEmpty()) {
            return Optional.of(new Alarm(
                    "destination-unreachable:" + destination.name(),
                    unreachable,
                    destination.since(),
                    name + " has not been usable since " + Words.time(destination.since()) + ": " + destination.error(),
                    "Mount it, mend the network or correct its credentials; then see it answer with 'pulsectl"
                            + " destinations'."));
        }
        if (destination.freeBytes() >= 0 && destination.freeBytes() < destination.reserveBytes()) {
            return Optional.of(new Alarm(
                    "destination-space:" + destination.name(),
                    Severity.CRITICAL,
                    destination.since(),
                    name + " has " + Sizes.text(destination.freeBytes()) + " free since "
                            + Words.time(destination.since()) + "; " + Sizes.text(destination.reserveBytes())
                            + " are to stay free",
                    "Make room there, and see what the backups take with 'pulsectl list'."));
        }
        return Optional.empty();
    }

    private static Optional<Alarm> overdue(PendingFacts pending, Instant now) {
        Instant due = pending.since().plus(pending.overdue());
        if (!now.isAfter(due)) {
            return Optional.empty();
        }
        String copies = pending.copies() == 1 ? "1 copy waits" : pending.copies() + " copies wait";
        String why = pending.message().isEmpty() ? "" : "; the last try: " + pending.message();
        return Optional.of(new Alarm(
                "copy-overdue:" + pending.destination(),
                Severity.WARNING,
                due,
                copies + " for destination '" + pending.destination() + "', that of '" + pending.oldest() + "' for "
                        + Words.span(Duration.between(pending.since(), now)) + "; the limit is "
                        + Words.span(pending.overdue()) + why,
                "Bring it back, then: pulsectl copy --pending --to " + pending.destination()));
    }

    private static Alarm failedProof(FailedProof proof) {
        String copy = "the copy of backup '" + proof.label() + "' at '" + proof.destination() + "'";
        return new Alarm(
                "copy-failed:" + proof.label() + "@" + proof.destination(),
                Severity.CRITICAL,
                proof.at(),
                copy + " did not prove to be restorable at " + Words.time(proof.at()) + ": " + proof.message()
                        + (proof.quarantined() ? "; it is in quarantine" : ""),
                "Make a new backup with 'pulsectl backup', then look into that destination's disk.");
    }

    private static Alarm failedDrill(FailedDrill drill) {
        String what = drill.name().isEmpty() ? "the drill" : "drill '" + drill.name() + "'";
        String backup = drill.label().isEmpty() ? "" : " with backup '" + drill.label() + "'";
        return new Alarm(
                "drill-failed:" + drill.name() + "@" + drill.destination(),
                Severity.CRITICAL,
                drill.at(),
                what + " from '" + drill.destination() + "'" + backup + " failed at " + Words.time(drill.at()) + ": "
                        + drill.message(),
                "See its checks with 'pulsectl drill report', and do it again with 'pulsectl drill"
                        + (drill.name().isEmpty() ? "" : " " + drill.name()) + " --from " + drill.destination() + "'.");
    }

    private static Alarm locked(Snapshot.LockedCopy copy) {
        return new Alarm(
                "key-missing",
                Severity.CRITICAL,
                copy.at(),
                "backup '" + copy.label() + "' at '" + copy.destination()
                        + "' cannot be opened with what is configured, found at " + Words.time(copy.at()) + ": "
                        + copy.message(),
                "Put its passphrase into encryption.oldPassphrases of backup.yaml and run 'pulsectl reload'; if it is"
                        + " lost, make a new full with 'pulsectl backup --type full'.");
    }

    private static Alarm rejected(Snapshot.RejectedConfig config) {
        return new Alarm(
                "config-rejected",
                Severity.WARNING,
                config.at(),
                "the configuration '" + config.path() + "' was refused at " + Words.time(config.at())
                        + " and the former one is in force: " + config.error(),
                "Correct it until 'pulsectl config check' is content, then run 'pulsectl reload'.");
    }

    private static Optional<Alarm> clockBehind(ClockFacts clock, Instant now) {
        return ClockWatch.ahead(clock, now)
                .map(newest -> new Alarm(
                        "clock-behind",
                        Severity.WARNING,
                        now,
                        "the clock of this box says " + Words.time(now) + ", but backups were made up to "
                                + Words.time(newest) + ": it stands behind by "
                                + Words.span(Duration.between(now, newest)),
                        "Set it right, see 'timedatectl status'; backups go on meanwhile."));
    }
}
