package io.thingconnect.pulse.backupd.recovery;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.schedule.PointInTime;
import io.thingconnect.pulse.backupd.storage.Destination;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * From what somebody asks for, a label or a point in time, to the one chain that would be restored. A time is answered by
 * the newest good backup at or before it; outside of what the backups cover it is an error that names the nearest ones.
 */
public final class RestorePlanner {
    /** Bytes of content a second that restores were measured to write; see {@link Catalog#fact}. */
    public static final String RATE = "rate.restore";

    private final Catalog catalog;
    private final Supplier<? extends Collection<String>> destinations;
    private final Supplier<ZoneId> zone;
    private final Clock clock;

    /**
     * @param destinations names of the configured ones, the preferred one first
     * @param zone of times that are written without one
     */
    public RestorePlanner(
            Catalog catalog, Supplier<? extends Collection<String>> destinations, Supplier<ZoneId> zone, Clock clock) {
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.destinations = requireNonNull(destinations, "destinations is null");
        this.zone = requireNonNull(zone, "zone is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * What is asked for: exactly one of label and time.
     *
     * @param label as {@link Catalog#find} takes it
     * @param at as people write times, for example {@code 2024-01-15 14:30:00}
     * @param job empty: any job that holds the database, or any where none does
     * @param timeline empty: the current one, which is the highest known
     * @param destination empty: any
     */
    public record Query(
            Optional<String> label,
            Optional<String> at,
            Optional<String> job,
            OptionalInt timeline,
            Optional<String> destination) {}

    /**
     * @throws BackupException {@code BACKUP_NOT_FOUND}, with the nearest ones where a time is not covered;
     *     {@code CHAIN_BROKEN} where a label's chain is not whole at any one destination; {@code DESTINATION_NOT_FOUND};
     *     {@code INVALID_PARAMETER}
     */
    public RestorePlan plan(Query query) throws BackupException {
        if (query.label().isPresent() == query.at().isPresent()) {
            throw new BackupException(
                    ErrorCode.INVALID_PARAMETER,
                    "a restore wants either a label or a time",
                    "pulsectl restore LABEL, or pulsectl restore --at \"2024-01-15 14:30:00\"");
        }
        List<BackupRecord> backups = catalog.backups();
        List<String> usable = destinations(query.destination());
        if (query.label().isPresent()) {
            return byLabel(query, backups, usable);
        }
        Instant wanted = PointInTime.parse(query.at().get(), zone.get());
        RecoveryPoints.Point point = new RecoveryPoints(backups, usable, query.job(), query.timeline())
                .at(wanted, clock.instant(), zone.get());
        return plan(point.found(), Optional.of(wanted), point.notes());
    }

    private List<String> destinations(Optional<String> wanted) throws BackupException {
        List<String> known = List.copyOf(destinations.get());
        if (wanted.isEmpty()) {
            return known;
        }
        if (!known.contains(wanted.get())) {
            throw Destination.unknown(wanted.get(), known);
        }
        return List.of(wanted.get());
    }

    private RestorePlan byLabel(Query query, List<BackupRecord> backups, List<String> usable) throws BackupException {
        BackupRecord backup = catalog.find(query.label().get());
        requireConsistent(query, backup);
        GoodChains good = new GoodChains(backups, usable, Set.of(CopyState.GOOD));
        Optional<GoodChains.Found> found = good.find(backup);
        if (found.isPresent()) {
            return plan(found.get(), Optional.empty(), List.of());
        }
        // Who names a backup may want the one that failed a proof: it is proven anew while it is restored.
        GoodChains any = new GoodChains(backups, usable, Set.of(CopyState.GOOD, CopyState.QUARANTINED));
        Optional<GoodChains.Found> doubtful = any.find(backup);
        if (doubtful.isPresent()) {
            String note = "part of it failed its last proof (" + good.trouble(backup)
                    + "); the restore ends where the archive is found to be damaged";
            return plan(doubtful.get(), Optional.empty(), List.of(note));
        }
        boolean delta = backup.label().kind() != Kind.FULL;
        throw new BackupException(
                delta ? ErrorCode.CHAIN_BROKEN : ErrorCode.BACKUP_NOT_FOUND,
                "backup " + backup.label() + " cannot be restored: " + any.trouble(backup),
                "See what there is: pulsectl list");
    }

    private static void requireConsistent(Query query, BackupRecord backup) throws BackupException {
        boolean job = query.job().isEmpty() || query.job().get().equals(backup.job());
        int timeline = backup.lineage().timeline();
        if (!job || query.timeline().orElse(timeline) != timeline) {
            throw new BackupException(
                    ErrorCode.INVALID_PARAMETER,
                    "backup " + backup.label() + " is of job '" + backup.job() + "' and timeline " + timeline,
                    "Leave job and timeline out where a label is given.");
        }
    }

    private RestorePlan plan(GoodChains.Found found, Optional<Instant> wanted, List<String> findings)
            throws BackupException {
        List<BackupRecord> chain = found.chain();
        BackupRecord target = chain.get(chain.size() - 1);
        List<String> notes = new ArrayList<>(findings);
        if (!target.hasDatabase()) {
            notes.add("this backup does not hold the database");
        }
        notes.addAll(heldElsewhere(target, wanted));
        long needed = neededBytes(chain);
        return new RestorePlan(
                target.label(),
                target.job(),
                found.destination(),
                target.lineage().timeline(),
                target.takenAt(),
                wanted,
                chain.stream().map(RestorePlanner::step).toList(),
                needed,
                expectedSeconds(needed),
                target.components(),
                notes);
    }

    /** A restore into a directory is of one backup: who wants the whole box has to know which others to restore beside it. */
    private List<String> heldElsewhere(BackupRecord target, Optional<Instant> wanted) throws BackupException {
        Map<Label, Set<Component>> others = new TreeMap<>(Comparator.reverseOrder());
        Set<Component> missing = EnumSet.allOf(Component.class);
        target.components().forEach(missing::remove);
        List<BackupRecord> newestFirst = catalog.backups().stream()
                .filter(backup ->
                        backup.lineage().timeline() == target.lineage().timeline())
                .filter(backup -> wanted.isEmpty() || !backup.takenAt().isAfter(PointInTime.endOf(wanted.get())))
                .sorted(Comparator.comparing(BackupRecord::label).reversed())
                .toList();
        for (BackupRecord backup : newestFirst) {
            for (Component component : backup.components()) {
                if (missing.remove(component)) {
                    others.computeIfAbsent(backup.label(), label -> EnumSet.noneOf(Component.class))
                            .add(component);
                }
            }
        }
        List<String> notes = new ArrayList<>();
        others.forEach((label, components) -> notes.add(
                String.join(", ", components.stream().map(Component::word).toList())
                        + (components.size() == 1 ? " is" : " are") + " in " + label + ", not in this one"));
        return notes;
    }

    private static RestorePlan.Step step(BackupRecord backup) {
        return new RestorePlan.Step(backup.label(), backup.takenAt(), backup.archiveBytes());
    }

    /**
     * Databases as large as the target's, the full's other files, and whatever the deltas carry: their files end in the
     * target, their changed pages in the spool. At most, because what a later backup replaces or deletes is counted too.
     */
    public static long neededBytes(List<BackupRecord> chain) {
        BackupRecord full = chain.get(0);
        BackupRecord target = chain.get(chain.size() - 1);
        long files = Math.max(0, full.plainBytes() - full.databaseBytes());
        long deltas = chain.stream().skip(1).mapToLong(BackupRecord::plainBytes).sum();
        return target.databaseBytes() + files + deltas;
    }

    private OptionalLong expectedSeconds(long bytes) throws BackupException {
        Optional<String> rate = catalog.fact(RATE);
        if (rate.isEmpty() || !rate.get().matches("[1-9]\\d{0,17}")) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Math.max(1, bytes / Long.parseLong(rate.get())));
    }

    /** For messages. */
    static String name(Label label, Instant takenAt, ZoneId zone) {
        return label + " (" + PointInTime.show(takenAt, zone) + ")";
    }
}
