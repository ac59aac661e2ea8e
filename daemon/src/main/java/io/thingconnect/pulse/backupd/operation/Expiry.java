package io.thingconnect.pulse.backupd.operation;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.copies.Candidates;
import io.thingconnect.pulse.backupd.copies.Installation;
import io.thingconnect.pulse.backupd.copies.Reconciliation;
import io.thingconnect.pulse.backupd.copies.Superseded;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.expire.Expirer;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.retention.Candidate;
import io.thingconnect.pulse.backupd.retention.Fate;
import io.thingconnect.pulse.backupd.retention.Retention;
import io.thingconnect.pulse.backupd.retention.RetentionPlan;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.system.Work;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets go of what a job's policy does not keep, destination by destination. Each removal is noted in the catalog before its
 * first file goes and after its last one has gone, so that one that was broken off is finished by the next expiry.
 *
 * <p>A catalog that was made anew does not know what was proven, pinned or restored before. So nothing goes from a
 * destination until this catalog has seen a backup of that job made there, or proven.
 */
public final class Expiry {
    private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);
    private static final List<String> CATALOG_IS_NEW =
            List.of("the catalog was made anew, and has seen no backup of this job made or proven here since");

    private final Supplier<Installation> installation;
    private final Catalog catalog;
    private final Reconciliation reconciliation;
    private final Supplier<ZoneId> zone;
    private final Clock clock;

    /** @param zone whose days and weeks the rules count */
    public Expiry(
            Supplier<Installation> installation,
            Catalog catalog,
            Reconciliation reconciliation,
            Supplier<ZoneId> zone,
            Clock clock) {
        this.installation = requireNonNull(installation, "installation is null");
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.reconciliation = requireNonNull(reconciliation, "reconciliation is null");
        this.zone = requireNonNull(zone, "zone is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * What an expiry of a job would do at one of its destinations now. Changes nothing.
     *
     * @throws BackupException {@code BUSY} while that destination has not been held against the catalog;
     *     {@code DESTINATION_UNAVAILABLE}
     */
    public RetentionPlan plan(JobSpec job, String destination) throws BackupException {
        Destination place = installation.get().destination(destination);
        reconciliation.requireLookedThrough(place);
        return plan(job, place, Candidates.gather(catalog, job.name(), place));
    }

    private RetentionPlan plan(JobSpec job, Destination destination, Candidates candidates) throws BackupException {
        candidates.requireParentsKnown(job.name(), destination);
        if (!candidates.watched()) {
            List<Fate> fates = candidates.list().stream()
                    .map(Candidate::label)
                    .sorted(Comparator.reverseOrder())
                    .map(label -> (Fate) new Fate.Kept(label, CATALOG_IS_NEW))
                    .toList();
            return new RetentionPlan(fates, List.of(), List.of());
        }
        RetentionPlan plan = Retention.plan(candidates.list(), job.keep(), zone.get(), clock.instant());
        Map<Label, Instant> locks = Locks.of(plan.deletions(), job.name(), destination);
        return locks.isEmpty()
                ? plan
                : Retention.plan(Locks.applied(candidates.list(), locks), job.keep(), zone.get(), clock.instant());
    }

    /**
     * Plans and carries out. Nothing may be published meanwhile: it belongs on the thread that makes backups.
     *
     * @param warnings told of each destination where it failed
     * @return one line for people
     * @throws BackupException the first failure, after every other destination had its turn; {@code CANCELLED}
     */
    String run(List<JobSpec> jobs, Work work, Consumer<String> warnings) throws BackupException {
        List<String> results = new ArrayList<>();
        BackupException first = null;
        for (JobSpec job : jobs) {
            // First: what another destination does not wait for any more can go here.
            new Superseded(catalog, installation.get(), zone.get(), clock.instant()).drop(job);
            for (String name : job.destinations()) {
                try {
                    String done = expire(job, installation.get().destination(name), work);
                    results.add(job.name() + " at " + name + ": " + done);
                } catch (BackupException e) {
                    if (e.code() == ErrorCode.CANCELLED) {
                        throw e;
                    }
                    if (first != null) {
                        warnings.accept(e.getMessage());
                    }
                    first = first == null ? e : first;
                }
            }
        }
        if (first != null) {
            throw first;
        }
        return String.join("; ", results);
    }

    private String expire(JobSpec job, Destination destination, Work work) throws BackupException {
        reconciliation.lookThroughUnlessDone(destination, work);
        Removals removals = new Removals(job.name(), destination);
        finishOld(job, destination, work, removals);
        Candidates candidates = Candidates.gather(catalog, job.name(), destination);
        if (!candidates.unknown().isEmpty()) {
            reconciliation.lookThrough(destination, work);
            candidates = Candidates.gather(catalog, job.name(), destination);
        }
        RetentionPlan plan = plan(job, destination, candidates);
        removals.plan = plan;
        try {
            Expirer.carryOut(plan, job.name(), destination, work, removals);
        } finally {
            removals.settle();
        }
        return removals.words();
    }

    /** What an expiry that was killed had begun. */
    private void finishOld(JobSpec job, Destination destination, Work work, Removals removals) throws BackupException {
        List<Label> begun = catalog.removals(job.name(), destination.name());
        if (begun.isEmpty()) {
            return;
        }
        for (Label stayed : Expirer.finish(begun, job.name(), destination, work, removals)) {
            catalog.forgetRemoval(stayed, destination.name());
        }
    }

    /** Keeps the catalog and the journal abreast of what goes. */
    private final class Removals implements Expirer.Listener {
        private final String job;
        private final Destination destination;
        private RetentionPlan plan = new RetentionPlan(List.of(), List.of(), List.of());
        private Label under;
        private String refusal = "";
        private int removed;

        Removals(String job, Destination destination) {
            this.job = job;
            this.destination = destination;
        }

        @Override
        public void begins(Label label) throws BackupException {
            catalog.beginRemoval(label, job, destination.name(), clock.instant());
            under = label;
        }

        @Override
        public void gone(Label label) throws BackupException {
            catalog.endRemoval(label, destination.name(), clock.instant());
            under = null;
            removed++;
            LOG.info("destination {}: removed {} ({})", destination.name(), label, why(label));
        }

        private String why(Label label) {
            return plan.fates().stream()
                    .filter(fate -> fate.label().equals(label))
                    .map(Fate::line)
                    .findFirst()
                    .orElse("its removal had been broken off");
        }

        @Override
        public void refused(String why) {
            refusal = why;
        }

        /** For people. A place that lets us put but not delete is a precaution, and its fullness somebody else's care. */
        String words() {
            int left = plan.deletions().size() - removed;
            return removed + " removed"
                    + (refusal.isEmpty() ? "" : ", " + left + " kept beyond the policy because " + refusal);
        }

        /** A removal that failed before it took anything away is none: the backup can be pinned and read again. */
        void settle() {
            if (under == null) {
                return;
            }
            try {
                Expirer.Present present = Expirer.present(job, destination);
                if (present.whole().contains(under) || present.setAside().contains(under)) {
                    catalog.forgetRemoval(under, destination.name());
                }
            } catch (BackupException e) {
                LOG.debug("whether anything of {} is gone will be seen by the next expiry", under, e);
            }
        }
    }
}
