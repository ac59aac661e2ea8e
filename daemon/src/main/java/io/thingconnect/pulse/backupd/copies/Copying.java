package io.thingconnect.pulse.backupd.copies;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.Ancestry;
import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyAttempt;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.publish.Publisher;
import io.thingconnect.pulse.backupd.publish.RestoreNotes;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.CopyReader;
import io.thingconnect.pulse.backupd.verify.StoredCopy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes copies of backups that exist, from wherever one can be read: the outbox, then destinations of this machine, then
 * others. A delta goes nowhere before all that it stands on is there. A copy that fails stays pending, and the catalog knows
 * when it is tried again. To one destination one copy is made at a time.
 */
public final class Copying {
    private static final Logger LOG = LoggerFactory.getLogger(Copying.class);

    private static final Duration AFTER_CANCEL = Duration.ofMinutes(5);

    private final Supplier<Installation> installation;
    private final Catalog catalog;
    private final Publisher publisher;
    private final Clock clock;
    private final Backoff backoff;
    private final Map<String, ReentrantLock> busy = new ConcurrentHashMap<>();

    public Copying(Supplier<Installation> installation, Catalog catalog, Publisher publisher, Clock clock) {
        this(installation, catalog, publisher, clock, new Backoff(Math::random));
    }

    Copying(Supplier<Installation> installation, Catalog catalog, Publisher publisher, Clock clock, Backoff backoff) {
        this.installation = requireNonNull(installation, "installation is null");
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.publisher = requireNonNull(publisher, "publisher is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.backoff = requireNonNull(backoff, "backoff is null");
    }

    Publisher publisher() {
        return publisher;
    }

    Clock clock() {
        return clock;
    }

    /** State of the copy at a destination; empty where it was never meant for it. */
    static Optional<CopyState> state(BackupRecord backup, String destination) {
        return backup.copies().stream()
                .filter(copy -> copy.destination().equals(destination))
                .map(CopyRecord::state)
                .findFirst();
    }

    /** Backups whose copy at a destination is pending, oldest first: so ancestors come before what stands on them. */
    List<BackupRecord> pending(String destination) throws BackupException {
        List<BackupRecord> pending = new ArrayList<>(catalog.backups().stream()
                .filter(backup -> state(backup, destination).equals(Optional.of(CopyState.PENDING)))
                .toList());
        pending.sort((one, other) -> one.label().compareTo(other.label()));
        return pending;
    }

    /** Those whose time has come. */
    List<BackupRecord> due(String destination) throws BackupException {
        Map<Label, CopyAttempt> attempts = attempts(destination);
        Instant now = clock.instant();
        return pending(destination).stream()
                .filter(backup -> isDue(attempts.get(backup.label()), now))
                .toList();
    }

    /** A clock that was set back must not put a copy off for years. */
    private static boolean isDue(CopyAttempt attempt, Instant now) {
        return attempt == null
                || !attempt.nextAt().isAfter(now)
                || attempt.nextAt().isAfter(now.plus(Backoff.most()));
    }

    private Map<Label, CopyAttempt> attempts(String destination) throws BackupException {
        Map<Label, CopyAttempt> attempts = new HashMap<>();
        for (CopyAttempt attempt : catalog.attempts()) {
            if (attempt.destination().equals(destination)) {
                attempts.put(attempt.label(), attempt);
            }
        }
        return attempts;
    }

    /** Notes that a destination does not answer: all that is pending there waits. */
    void postpone(String destination, String why) throws BackupException {
        for (BackupRecord backup : pending(destination)) {
            postpone(backup.label(), destination, why);
        }
    }

    private void postpone(Label label, String destination, String why) throws BackupException {
        CopyAttempt before = attempts(destination).get(label);
        int failures = before == null ? 1 : before.attempts() + 1;
        Instant next = clock.instant().plus(backoff.after(failures));
        catalog.putAttempt(new CopyAttempt(label, destination, failures, next, why));
    }

    /** Somebody wanted it to stop: it does not begin again at once. */
    private void leaveAlone(Label label, String destination) throws BackupException {
        CopyAttempt before = attempts(destination).get(label);
        int failures = before == null ? 0 : before.attempts();
        Instant next = clock.instant().plus(AFTER_CANCEL);
        catalog.putAttempt(new CopyAttempt(label, destination, failures, next, "it was cancelled"));
    }

    /** Whether somebody copies to that destination at this moment. */
    boolean isBusy(String destination) {
        return lock(destination).isLocked();
    }

    private ReentrantLock lock(String destination) {
        return busy.computeIfAbsent(destination, name -> new ReentrantLock());
    }

    /**
     * Copies, ancestors first; waits while another copy to that destination is under way.
     *
     * @return the labels that were copied; none where all was there already
     * @throws BackupException why it stays pending, which is noted; {@code CANCELLED}, which is not a failure of the
     *     destination: it is tried again after a while
     */
    List<Label> copy(Label label, Destination to, Work work) throws BackupException {
        ReentrantLock lock = lock(to.name());
        try {
            while (!lock.tryLock(200, TimeUnit.MILLISECONDS)) {
                work.check();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackupException(ErrorCode.INTERRUPTED, "a copy was interrupted while it waited", "", e);
        }
        try {
            return copyChain(label, to, work);
        } catch (BackupException e) {
            boolean there = e.code() == ErrorCode.DESTINATION_UNAVAILABLE || e.code() == ErrorCode.NO_SPACE;
            if (e.code() == ErrorCode.CANCELLED) {
                leaveAlone(label, to.name());
            } else if (there) {
                postpone(to.name(), e.getMessage());
            } else {
                postpone(label, to.name(), e.getMessage());
            }
            throw e;
        } finally {
            lock.unlock();
        }
    }

    private List<Label> copyChain(Label label, Destination to, Work work) throws BackupException {
        BackupRecord backup = catalog.find(label.toString());
        List<Label> copied = new ArrayList<>();
        for (BackupRecord link : chain(backup)) {
            if (!state(link, to.name()).equals(Optional.of(CopyState.GOOD))) {
                copyOne(link, to, work);
                copied.add(link.label());
            }
        }
        refreshNotes(label, to, copied);
        installation
                .get()
                .outbox()
                .settle(catalog, installation.get().destinations().keySet());
        return copied;
    }

    /** {@code RESTORE.md} there speaks of the newest; the copies stand with or without it. */
    private void refreshNotes(Label label, Destination to, List<Label> copied) throws BackupException {
        Optional<BackupRecord> newest = catalog.backups().stream()
                .filter(backup -> state(backup, to.name()).equals(Optional.of(CopyState.GOOD)))
                .findFirst();
        if (copied.isEmpty() || newest.isEmpty() || !newest.get().label().equals(label)) {
            return;
        }
        try {
            List<BackupFiles> chain = new ArrayList<>();
            for (BackupRecord link : chain(newest.get())) {
                chain.add(StoredCopy.open(to, link.job(), link.label())
                        .checksums()
                        .files());
            }
            CopyReader copy = CopyReader.open(to, newest.get().job(), label);
            RestoreNotes.refresh(to, copy.manifest(), chain);
        } catch (BackupException e) {
            if (e.code() != ErrorCode.KEY_MISSING || !carryNotes(newest.get(), to)) {
                LOG.warn("{} at '{}' was not brought up to date: {}", RestoreNotes.FILE, to.name(), e.getMessage());
            }
        }
    }

    /** Who encrypts to public keys cannot read its own manifests, and has written the notes when it made the backup. */
    private boolean carryNotes(BackupRecord newest, Destination to) throws BackupException {
        for (Destination from : sources(newest, to.name())) {
            String text = RestoreNotes.read(from, RestoreNotes.FILE);
            if (text.contains(newest.label().toString())) {
                RestoreNotes.put(to, RestoreNotes.FILE, text);
                return true;
            }
        }
        return false;
    }

    /** What a backup stands on, and itself, the full first. */
    List<BackupRecord> chain(BackupRecord backup) throws BackupException {
        Map<Label, BackupRecord> readable = new HashMap<>();
        for (BackupRecord each : catalog.backups()) {
            if (each.job().equals(backup.job()) && !sources(each, "").isEmpty()) {
                readable.put(each.label(), each);
            }
        }
        readable.put(backup.label(), backup);
        List<BackupRecord> chain =
                Ancestry.among(readable.values().stream()
                                .map(BackupRecord::member)
                                .toList())
                        .chain(backup.member())
                        .stream()
                        .map(member -> readable.get(member.label()))
                        .toList();
        if (chain.get(0).lineage().isDelta()) {
            throw new BackupException(
                    ErrorCode.CHAIN_BROKEN,
                    "backup " + backup.label() + " cannot be copied: "
                            + chain.get(0).parent() + ", which " + chain.get(0).label() + " needs, can be read nowhere",
                    "Make a full with 'pulsectl backup --type full'.");
        }
        return chain;
    }

    /** Where a backup can be read, the nearest first. */
    List<Destination> sources(BackupRecord backup, String but) throws BackupException {
        List<Destination> near = new ArrayList<>();
        List<Destination> far = new ArrayList<>();
        for (CopyRecord copy : backup.copies()) {
            Destination place = installation.get().destinations().get(copy.destination());
            if (place != null
                    && copy.state() == CopyState.GOOD
                    && !copy.destination().equals(but)) {
                (place.storage().isRemote() ? far : near).add(place);
            }
        }
        Outbox outbox = installation.get().outbox();
        if (outbox.holds(backup)) {
            near.add(0, outbox.place());
        }
        near.addAll(far);
        return near;
    }

    private void copyOne(BackupRecord backup, Destination to, Work work) throws BackupException {
        new Space(catalog, installation.get()).requireBytes(to, backup.archiveBytes(), "a copy of " + backup.label());
        if (!catalog.beginReading(backup.label())) {
            throw new BackupException(
                    ErrorCode.BUSY,
                    "backup " + backup.label() + " is being removed",
                    "See what is left of it when that is over: pulsectl show " + backup.label());
        }
        try {
            BackupException last = new BackupException(
                    ErrorCode.BACKUP_NOT_FOUND,
                    "backup " + backup.label() + " can be read nowhere, so no copy can be made for '" + to.name() + "'",
                    "See its copies: pulsectl show " + backup.label());
            for (Destination from : sources(backup, to.name())) {
                try {
                    long begin = System.nanoTime();
                    note(backup, to, publisher.copy(from, to, backup.job(), backup.label(), work));
                    new Rates(catalog).learnCopy(to.name(), backup.archiveBytes(), System.nanoTime() - begin);
                    LOG.info("destination {}: {} was copied from {}", to.name(), backup.label(), from.name());
                    return;
                } catch (Publisher.UnusableSource e) {
                    LOG.warn("{} was not copied from {}: {}", backup.label(), from.name(), e.getMessage());
                    last = e.failure();
                }
            }
            throw cannotRead(last);
        } finally {
            catalog.endReading(backup.label());
        }
    }

    /** That a source does not answer says nothing of the destination. */
    private static BackupException cannotRead(BackupException e) {
        return e.code() == ErrorCode.DESTINATION_UNAVAILABLE
                ? new BackupException(ErrorCode.BACKUP_NOT_FOUND, e.getMessage(), e.hint(), e)
                : e;
    }

    private void note(BackupRecord backup, Destination to, CopyRecord made) throws BackupException {
        if (made.state() != CopyState.GOOD) {
            // Still pending: it is made again, over what was set aside.
            throw new BackupException(
                    ErrorCode.VERIFICATION_FAILED,
                    "the copy of " + backup.label() + " at '" + to.name()
                            + "' was written, but reading it back yielded other bytes",
                    "Check that destination's disk or server; the copy is tried again.");
        }
        catalog.putCopy(backup.label(), made);
        Pinning.carryOver(catalog, backup, to);
    }
}
