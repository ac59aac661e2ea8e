package io.thingconnect.pulse.backupd.operation;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.copies.Candidates;
import io.thingconnect.pulse.backupd.copies.Outbox;
import io.thingconnect.pulse.backupd.copies.Reconciliation;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.expire.Expirer;
import io.thingconnect.pulse.backupd.job.ChainPolicy;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.system.Work;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the parent of the next delta: by {@link ParentRule}, over what really lies at the destinations now. */
public final class Parents {
    private final Catalog catalog;
    private final Reconciliation reconciliation;
    private final Clock clock;

    public Parents(Catalog catalog, Reconciliation reconciliation, Clock clock) {
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.reconciliation = requireNonNull(reconciliation, "reconciliation is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * What is within reach of a run.
     *
     * @param usable destinations that answer
     * @param timeline the present one
     */
    record Reach(List<Destination> usable, Outbox outbox, int timeline) {
        Reach {
            usable = List.copyOf(usable);
        }
    }

    ParentRule.Choice choose(JobSpec job, Kind wanted, List<Component> components, Reach reach, Work work)
            throws BackupException {
        if (wanted == Kind.FULL) {
            return new ParentRule.Full("");
        }
        return choose(job, wanted, components, job.chains(), reach, work);
    }

    /** The job's newest backup where a delta could build on it, however long its chain is. */
    Optional<BackupRecord> newest(JobSpec job, List<Component> components, Reach reach, Work work)
            throws BackupException {
        ParentRule.Choice choice = choose(job, Kind.INCREMENTAL, components, ChainPolicy.endless(), reach, work);
        return choice instanceof ParentRule.Delta delta ? Optional.of(delta.parent()) : Optional.empty();
    }

    private ParentRule.Choice choose(
            JobSpec job, Kind wanted, List<Component> components, ChainPolicy policy, Reach reach, Work work)
            throws BackupException {
        Map<String, Set<Label>> present = new HashMap<>();
        for (Destination destination : reach.usable()) {
            Candidates candidates = Candidates.gather(catalog, job.name(), destination);
            if (!candidates.unknown().isEmpty()) {
                takeIn(destination, work);
                // Somebody else may have written here, or our memory is not whole: build on nothing that is here.
                return new ParentRule.Full("destination '" + destination.name() + "' holds "
                        + candidates.unknown().iterator().next() + ", which the catalog did not know");
            }
            present.put(
                    destination.name(), Expirer.present(job.name(), destination).whole());
        }
        List<BackupRecord> ofJob = catalog.backups().stream()
                .filter(backup -> backup.job().equals(job.name()))
                .toList();
        Set<Label> waiting = reach.outbox().labels(job.name());
        return new ParentRule(ofJob, job.destinations(), present, waiting, reach.timeline(), clock.instant())
                .choose(wanted, components, policy);
    }

    private void takeIn(Destination destination, Work work) throws BackupException {
        try {
            reconciliation.lookThrough(destination, work);
        } catch (BackupException e) {
            if (e.code() != ErrorCode.BUSY) {
                throw e;
            }
            // The look at start is under way and takes it in.
        }
    }

    /** Backups whose page maps are worth keeping: of each selection of components the newest, and the newest full. */
    static Set<Label> selectable(Collection<BackupRecord> backups, String job) {
        Map<Set<Component>, Label> newest = new LinkedHashMap<>();
        Map<Set<Component>, Label> newestFull = new LinkedHashMap<>();
        backups.stream()
                .filter(backup -> backup.job().equals(job) && !backup.isExpired())
                .sorted((one, other) -> other.label().compareTo(one.label()))
                .forEach(backup -> {
                    Set<Component> components = Set.copyOf(backup.components());
                    newest.putIfAbsent(components, backup.label());
                    if (backup.label().kind() == Kind.FULL) {
                        newestFull.putIfAbsent(components, backup.label());
                    }
                });
        Set<Label> selectable = new HashSet<>(newest.values());
        selectable.addAll(newestFull.values());
        return selectable;
    }
}
