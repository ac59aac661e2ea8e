package io.thingconnect.pulse.backupd.operation;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.copies.CopyNotes;
import io.thingconnect.pulse.backupd.copies.CopyRun;
import io.thingconnect.pulse.backupd.copies.Copying;
import io.thingconnect.pulse.backupd.copies.Installation;
import io.thingconnect.pulse.backupd.copies.Rates;
import io.thingconnect.pulse.backupd.copies.Reconciliation;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.job.DrillSpec;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.job.Operations;
import io.thingconnect.pulse.backupd.job.Request;
import io.thingconnect.pulse.backupd.job.VerificationPolicy;
import io.thingconnect.pulse.backupd.proof.DrillRun;
import io.thingconnect.pulse.backupd.proof.Proving;
import io.thingconnect.pulse.backupd.proof.Remaking;
import io.thingconnect.pulse.backupd.proof.ReverifyRun;
import io.thingconnect.pulse.backupd.publish.Publisher;
import io.thingconnect.pulse.backupd.restore.DirectoryRestore;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.ChainReader;
import io.thingconnect.pulse.backupd.verify.Level;
import io.thingconnect.pulse.backupd.verify.Verdict;
import io.thingconnect.pulse.backupd.verify.Verifier;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The verbs put together: back up, then publish, then note it, then let go of old ones; prove and note it; restore. */
public final class RunOperations implements Operations {
    private static final Logger LOG = LoggerFactory.getLogger(RunOperations.class);

    private final Supplier<Installation> installation;
    private final Catalog catalog;
    private final Verbs verbs;
    private final Clock clock;

    /** The verbs that need a life of their own. */
    public record Verbs(
            BackupRun backups,
            DirectoryRestore restore,
            Expiry expiry,
            Consolidation consolidation,
            Copying copying,
            Reconciliation reconciliation) {
        public Verbs {
            requireNonNull(backups, "backups is null");
            requireNonNull(restore, "restore is null");
            requireNonNull(expiry, "expiry is null");
            requireNonNull(consolidation, "consolidation is null");
            requireNonNull(reconciliation, "reconciliation is null");
            requireNonNull(copying, "copying is null");
        }
    }

    public RunOperations(Supplier<Installation> installation, Catalog catalog, Verbs verbs, Clock clock) {
        this.installation = requireNonNull(installation, "installation is null");
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.verbs = requireNonNull(verbs, "verbs is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    @Override
    public Outcome backup(JobSpec job, Request.Backup request, long runId, Work work, Consumer<String> warnings)
            throws BackupException {
        BackupRun.Made run = verbs.backups().run(installation.get(), job, request, runId, work, warnings);
        BackupRecord made = run.backup();
        if (!run.isNew()) {
            return new Outcome(null, "nothing has changed since " + made.label() + ": no backup was made");
        }
        String result = "%s: %,d bytes%s%s".formatted(made.label(), made.archiveBytes(), because(made), pending(made));
        if (!run.endOfChain().isEmpty()) {
            result += consolidateAfter(job, run, runId, work, warnings);
        }
        expireAfter(job, work, warnings);
        return new Outcome(made.label().toString(), result);
    }

    private static String pending(BackupRecord made) {
        List<String> names = made.copies().stream()
                .filter(copy -> copy.state() == CopyState.PENDING)
                .map(CopyRecord::destination)
                .toList();
        return names.isEmpty() ? "" : "; pending at " + String.join(", ", names);
    }

    private static String because(BackupRecord made) {
        String why = made.lineage().fullReason();
        return why.isEmpty() ? "" : "; a full, because " + why;
    }

    /** Where it fails, the chain grows by one more, and the next run tries again. */
    private String consolidateAfter(
            JobSpec job, BackupRun.Made made, long runId, Work work, Consumer<String> warnings) {
        LOG.info("job {}: {} is consolidated: {}", job.name(), made.backup().label(), made.endOfChain());
        try {
            BackupRecord full = verbs.consolidation()
                    .run(installation.get(), made.backup(), Optional.of(job), runId, work, warnings);
            return "; consolidated into " + full.label() + ", because " + made.endOfChain();
        } catch (BackupException e) {
            warnings.accept("the chain was not consolidated: " + e.getMessage());
            return "";
        }
    }

    /** The backup is made, proven and noted: whatever happens to the old ones, it has succeeded. */
    private void expireAfter(JobSpec job, Work work, Consumer<String> warnings) {
        try {
            verbs.expiry().run(List.of(job), work, warnings);
        } catch (BackupException e) {
            warnings.accept("old backups were not removed: " + e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("expiry of job {} met a defect", job.name(), e);
            warnings.accept("old backups were not removed: a defect of this program ended it: " + e);
        }
    }

    @Override
    public Outcome expire(List<JobSpec> jobs, Request.Expire request, long runId, Work work, Consumer<String> warnings)
            throws BackupException {
        return new Outcome(null, verbs.expiry().run(jobs, work, warnings));
    }

    @Override
    public Outcome verify(Request.Verify request, long runId, Work work, Consumer<String> warnings)
            throws BackupException {
        BackupRecord backup = catalog.find(request.label());
        Level level = Level.parse(request.level())
                .orElseThrow(() -> new BackupException(
                        ErrorCode.INVALID_PARAMETER,
                        "there is no level '" + request.level() + "'",
                        "Levels are: checksum, entries, restore."));
        Verifier verifier = new Verifier(installation.get().spool());
        Proving proving = new Proving(catalog, verifier, clock);
        List<String> proven = new ArrayList<>();
        BackupException damage = null;
        for (Destination destination : copies(backup, request.destination())) {
            Verdict verdict = proving.prove(backup, destination, level, work);
            if (verdict instanceof Verdict.Damaged damaged) {
                damage = damaged.failure();
                warnings.accept(damage.getMessage());
            } else {
                proven.add(destination.name());
            }
        }
        if (installation.get().destinations().values().stream()
                .anyMatch(destination -> !destination.keys().readsItsOwn())) {
            warnings.accept("the stored bytes are proven; what is encrypted to public keys cannot be looked into here");
        }
        if (damage != null) {
            Remaking remaking = new Remaking(catalog, verifier, new Publisher(clock));
            for (Proving.Aside aside : proving.takeAside()) {
                warnings.accept(remaking.run(
                        aside.label(), aside.destination(), installation.get().destinations(), work));
            }
            throw damage;
        }
        String result = backup.label() + ": intact (" + level.word() + ") at " + String.join(", ", proven);
        return new Outcome(backup.label().toString(), result);
    }

    @Override
    public Outcome reverify(
            VerificationPolicy policy, Request.Reverify request, long runId, Work work, Consumer<String> warnings)
            throws BackupException {
        ReverifyRun run = new ReverifyRun(catalog, installation.get(), clock);
        return new Outcome(null, run.run(policy, request.night(), work, warnings));
    }

    @Override
    public Outcome drill(DrillSpec spec, Optional<String> label, long runId, Work work, Consumer<String> warnings)
            throws BackupException {
        return new DrillRun(catalog, installation.get(), clock).run(spec, label, runId, work, warnings);
    }

    @Override
    public Outcome restore(Request.Restore request, long runId, Work work, Consumer<String> warnings)
            throws BackupException {
        BackupRecord backup = catalog.find(request.label());
        BackupException unreachable = null;
        for (Destination destination : copies(backup, request.destination())) {
            try {
                ChainReader chain = ChainReader.open(destination, backup.job(), backup.label());
                long begin = System.nanoTime();
                verbs.restore().restore(chain, request.target(), work);
                new Rates(catalog).learnRestore(chain.chain().contentBytes(), System.nanoTime() - begin);
                String result = backup.label() + " from " + destination.name() + " restored into " + request.target();
                return new Outcome(backup.label().toString(), result);
            } catch (BackupException e) {
                if (!anotherCopyMayHelp(e)) {
                    throw e;
                }
                warnings.accept(e.getMessage());
                unreachable = e;
            }
        }
        throw unreachable;
    }

    @Override
    public Outcome copy(Request.Copy request, long runId, Work work, Consumer<String> warnings) throws BackupException {
        return new CopyRun(catalog, verbs.copying())
                .run(request, installation.get().destination(request.destination()), work, warnings);
    }

    @Override
    public Outcome consolidate(Request.Consolidate request, long runId, Work work, Consumer<String> warnings)
            throws BackupException {
        BackupRecord backup = catalog.find(request.label());
        BackupRecord full =
                verbs.consolidation().run(installation.get(), backup, Optional.empty(), runId, work, warnings);
        String result = "%s: %,d bytes, made from %s".formatted(full.label(), full.archiveBytes(), backup.label());
        return new Outcome(full.label().toString(), result);
    }

    @Override
    public Outcome salvage(Request.Salvage request, long runId, Work work, Consumer<String> warnings)
            throws BackupException {
        return new Salvaging(installation.get(), catalog, verbs.restore().owners()).run(request, work, warnings);
    }

    @Override
    public Outcome rebuild(Request.Rebuild request, long runId, Work work, Consumer<String> warnings)
            throws BackupException {
        Installation now = installation.get();
        List<Destination> destinations = request.from().isPresent()
                ? List.of(now.destination(request.from().get()))
                : List.copyOf(now.destinations().values());
        return new Outcome(null, verbs.reconciliation().rebuild(destinations, request.why(), work, warnings));
    }

    @Override
    public void settle(Consumer<String> warnings) {
        new CopyNotes(installation, catalog).write().forEach(warnings);
    }

    private static boolean anotherCopyMayHelp(BackupException e) {
        return switch (e.code()) {
            case ARCHIVE_CORRUPT,
                    ARCHIVE_UNSAFE,
                    MANIFEST_CORRUPT,
                    CHAIN_BROKEN,
                    BACKUP_NOT_FOUND,
                    DESTINATION_UNAVAILABLE -> true;
            default -> false;
        };
    }

    /** The copies to use, good ones first; never none. */
    private List<Destination> copies(BackupRecord backup, Optional<String> wanted) throws BackupException {
        Installation now = installation.get();
        if (wanted.isPresent()) {
            return List.of(now.destination(wanted.get()));
        }
        List<Destination> destinations = new ArrayList<>();
        for (CopyState state : List.of(CopyState.GOOD, CopyState.QUARANTINED)) {
            for (CopyRecord copy : backup.copies()) {
                if (copy.state() == state && now.destinations().containsKey(copy.destination())) {
                    destinations.add(now.destination(copy.destination()));
                }
            }
        }
        if (destinations.isEmpty()) {
            throw new BackupException(
                    ErrorCode.BACKUP_NOT_FOUND,
                    "no configured destination holds a copy of backup " + backup.label(),
                    "See where copies were last seen: pulsectl show " + backup.label());
        }
        return destinations;
    }
}
