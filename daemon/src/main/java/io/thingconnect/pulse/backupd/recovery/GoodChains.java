package io.thingconnect.pulse.backupd.recovery;

import io.thingconnect.pulse.backupd.backupset.Ancestry;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which destination holds a backup with all that it needs. A chain is read from one destination, never from two. */
public final class GoodChains {
    private final List<BackupRecord> backups;
    private final List<String> destinations;
    private final Set<CopyState> usable;
    private final Map<Label, BackupRecord> byLabel = new HashMap<>();
    private final Map<Shelf, Ancestry> shelves = new HashMap<>();

    /** The backups of one job at one destination. */
    private record Shelf(String job, String destination) {}

    /**
     * @param destinations the preferred one first
     * @param usable states of the copies that may be read
     */
    public GoodChains(List<BackupRecord> backups, List<String> destinations, Set<CopyState> usable) {
        this.backups = List.copyOf(backups);
        this.destinations = List.copyOf(destinations);
        this.usable = Set.copyOf(usable);
        backups.forEach(backup -> byLabel.put(backup.label(), backup));
    }

    /** A backup with its ancestors, the full first, at one destination. */
    public record Found(String destination, List<BackupRecord> chain) {}

    public Optional<Found> find(BackupRecord backup) {
        return destinations.stream()
                .filter(destination -> isAt(backup, destination))
                .map(destination -> new Found(destination, chain(backup, destination)))
                .filter(found -> isWhole(found.chain()))
                .findFirst();
    }

    /** A clause: why {@link #find} finds nothing. */
    String trouble(BackupRecord backup) {
        for (String destination : destinations) {
            if (isAt(backup, destination)) {
                BackupRecord oldest = chain(backup, destination).get(0);
                return "at " + destination + " " + oldest.label() + " lacks its parent " + oldest.parent();
            }
        }
        String where = destinations.size() == 1 ? destinations.get(0) : "no destination";
        return where + (destinations.size() == 1 ? " holds no good copy of it" : " holds a good copy of it");
    }

    private static boolean isWhole(List<BackupRecord> chain) {
        return chain.get(0).label().kind() == Kind.FULL;
    }

    private List<BackupRecord> chain(BackupRecord backup, String destination) {
        return shelves
                .computeIfAbsent(new Shelf(backup.job(), destination), this::ancestry)
                .chain(backup.member())
                .stream()
                .map(member -> byLabel.get(member.label()))
                .toList();
    }

    private Ancestry ancestry(Shelf shelf) {
        return Ancestry.among(backups.stream()
                .filter(backup -> backup.job().equals(shelf.job()) && isAt(backup, shelf.destination()))
                .map(BackupRecord::member)
                .toList());
    }

    private boolean isAt(BackupRecord backup, String destination) {
        return backup.copies().stream()
                .anyMatch(copy -> copy.destination().equals(destination) && usable.contains(copy.state()));
    }
}
