package io.thingconnect.pulse.backupd.recovery;

import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.schedule.PointInTime;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The points in time that can be restored: backups of one timeline whose whole chain is good at one destination. */
final class RecoveryPoints {
    /** More notes than this hide the plan. */
    private static final int MOST_NOTES = 5;

    private static final Comparator<BackupRecord> BY_TIME =
            Comparator.comparing(BackupRecord::takenAt).thenComparing(BackupRecord::label);

    private final GoodChains chains;
    private final List<BackupRecord> ofAnyTimeline;
    private final List<BackupRecord> oldestFirst;
    private final Optional<String> job;
    private final int timeline;

    /** @param backups every one that is known, of every job */
    RecoveryPoints(
            List<BackupRecord> backups, List<String> destinations, Optional<String> job, OptionalInt wantedTimeline) {
        this.chains = new GoodChains(backups, destinations, Set.of(CopyState.GOOD));
        this.job = job;
        // Also by backups that are gone: what was made before a restore in place is never the current state.
        this.timeline = wantedTimeline.orElse(backups.stream()
                .mapToInt(backup -> backup.lineage().timeline())
                .max()
                .orElse(1));
        List<BackupRecord> there =
                backups.stream().filter(backup -> !backup.isExpired()).toList();
        boolean databases = there.stream().anyMatch(BackupRecord::hasDatabase);
        this.ofAnyTimeline = there.stream()
                .filter(backup -> job.isPresent() ? backup.job().equals(job.get()) : backup.hasDatabase() || !databases)
                .sorted(BY_TIME)
                .toList();
        this.oldestFirst = ofAnyTimeline.stream()
                .filter(backup -> backup.lineage().timeline() == timeline)
                .toList();
    }

    /** @param notes what was passed over and why */
    record Point(GoodChains.Found found, List<String> notes) {}

    /** @throws BackupException {@code BACKUP_NOT_FOUND} naming the nearest points */
    Point at(Instant wanted, Instant now, ZoneId zone) throws BackupException {
        List<String> passedOver = new ArrayList<>();
        Optional<GoodChains.Found> found =
                wanted.isAfter(now) ? Optional.empty() : newest(PointInTime.endOf(wanted), passedOver);
        if (found.isEmpty()) {
            throw notCovered(wanted, now, zone);
        }
        List<String> notes = new ArrayList<>(passedOver.subList(0, Math.min(MOST_NOTES, passedOver.size())));
        if (passedOver.size() > MOST_NOTES) {
            notes.add((passedOver.size() - MOST_NOTES) + " more backups are passed over for such reasons");
        }
        return new Point(found.get(), notes);
    }

    private static BackupRecord target(GoodChains.Found found) {
        return found.chain().get(found.chain().size() - 1);
    }

    private Optional<GoodChains.Found> newest(Instant atOrBefore, List<String> passedOver) {
        for (int i = oldestFirst.size() - 1; i >= 0; i--) {
            BackupRecord backup = oldestFirst.get(i);
            if (backup.takenAt().isAfter(atOrBefore)) {
                continue;
            }
            Optional<GoodChains.Found> found = chains.find(backup);
            if (found.isPresent()) {
                return found;
            }
            passedOver.add(backup.label() + " is passed over: " + chains.trouble(backup));
        }
        return Optional.empty();
    }

    private Optional<GoodChains.Found> oldest(Instant after) {
        return oldestFirst.stream()
                .filter(backup -> backup.takenAt().isAfter(after))
                .flatMap(backup -> chains.find(backup).stream())
                .findFirst();
    }

    private BackupException notCovered(Instant wanted, Instant now, ZoneId zone) {
        String time = PointInTime.show(wanted, zone);
        String scope = job.map(name -> " of job '" + name + "'").orElse("") + " on timeline " + timeline;
        Optional<BackupRecord> before = newest(wanted, new ArrayList<>()).map(RecoveryPoints::target);
        Optional<BackupRecord> after = oldest(wanted).map(RecoveryPoints::target);
        Optional<BackupRecord> nearest = before.isPresent() ? before : after;
        if (nearest.isEmpty()) {
            return new BackupException(
                    ErrorCode.BACKUP_NOT_FOUND, "there is no recovery point" + scope, elsewhere(wanted, zone));
        }
        String name = RestorePlanner.name(nearest.get().label(), nearest.get().takenAt(), zone);
        String message = wanted.isAfter(now)
                ? "the time " + time + " lies in the future; the newest recovery point" + scope + " is " + name
                : "the time " + time + " lies before the first recovery point" + scope + ", which is " + name;
        String hint = "Restore that one: pulsectl restore " + nearest.get().label() + " --target DIR";
        return new BackupException(
                ErrorCode.BACKUP_NOT_FOUND, message, before.isPresent() ? hint : or(hint, wanted, zone));
    }

    private String or(String hint, Instant wanted, ZoneId zone) {
        return onAnotherTimeline(wanted)
                .map(point -> hint + "; timeline " + point.lineage().timeline() + " has "
                        + RestorePlanner.name(point.label(), point.takenAt(), zone))
                .orElse(hint);
    }

    private String elsewhere(Instant wanted, ZoneId zone) {
        return onAnotherTimeline(wanted)
                .map(point -> "Timeline " + point.lineage().timeline() + " has "
                        + RestorePlanner.name(point.label(), point.takenAt(), zone) + ": --timeline "
                        + point.lineage().timeline())
                .orElse("See what there is: pulsectl list");
    }

    /** The newest at or before the time, whichever timeline it is of. */
    private Optional<BackupRecord> onAnotherTimeline(Instant wanted) {
        return ofAnyTimeline.stream()
                .filter(backup -> backup.lineage().timeline() != timeline)
                .filter(backup -> !backup.takenAt().isAfter(wanted))
                .filter(backup -> chains.find(backup).isPresent())
                .reduce((older, newer) -> newer);
    }
}
