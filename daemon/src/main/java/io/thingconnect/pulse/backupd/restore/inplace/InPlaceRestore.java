package io.thingconnect.pulse.backupd.restore.inplace;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.restore.tables.Tables;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.ChainReader;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Puts a backup in the place of what is there, as one transaction: wherever it is stopped, afterwards there is the old
 * state or the new one, never a mix. What was there before is kept beside, and {@link #undo} brings it back.
 *
 * <p>The journal decides. Before {@code COMMITTED} recovering takes everything back; from there on it goes forward. A
 * marker file exists from before the services are stopped until all paths are in place again, old or new.
 */
public final class InPlaceRestore {
    private final ProtectedTrees trees;
    private final Path state;
    private final Surroundings surroundings;
    private final FileSteps steps;
    private final Clock clock;

    /**
     * @param state our own state directory; the journal, the marker and the lock are kept there
     * @param steps {@link FileSteps#unwatched} but in tests
     */
    public InPlaceRestore(ProtectedTrees trees, Path state, Surroundings surroundings, FileSteps steps, Clock clock) {
        this.trees = requireNonNull(trees, "trees is null");
        this.state = requireNonNull(state, "state is null");
        this.surroundings = requireNonNull(surroundings, "surroundings is null");
        this.steps = requireNonNull(steps, "steps is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * What to restore.
     *
     * @param ownFiles whether our own configuration is replaced too, instead of being put beside
     * @param tables empty: whole files; else only these tables of the database, merged into a copy of the live one, and
     *     {@code selection} does not matter
     * @param newestTimeline the highest one that a backup was seen of; the restore begins a later one
     */
    public record Request(
            Origin origin, Selection selection, boolean ownFiles, Set<Tables> tables, int newestTimeline) {
        public Request {
            tables = Set.copyOf(tables);
        }

        /** One backup, where nothing newer than it was seen. */
        public Request(ChainReader chain, Selection selection, boolean ownFiles) throws BackupException {
            this(
                    BackupOrigin.of(chain),
                    selection,
                    ownFiles,
                    Set.of(),
                    chain.manifest().lineage().timeline());
        }
    }

    /**
     * What would happen; nothing is touched.
     *
     * @param files entries that would be written
     * @param neededBytes on all file systems together
     * @param databases names of those that would be replaced
     * @param removed absolute paths that would be taken away, because the backup does not hold them
     * @param notes what would be passed over, and why
     */
    public record Plan(
            List<String> components,
            long files,
            long neededBytes,
            List<String> databases,
            List<String> removed,
            List<String> notes) {}

    /**
     * How much of what was there before is kept, by whichever of the two keeps more.
     *
     * @param last so many of the newest
     */
    public record KeepPrevious(int last, Duration within) {}

    /** The file that exists while a restore is under way: no service may start then. */
    public static Path marker(Path state) {
        return directory(state).resolve("in-progress");
    }

    static Path directory(Path state) {
        return state.resolve("restore");
    }

    /** @throws BackupException {@code NO_SPACE}, {@code NOT_PERMITTED}, {@code ARCHIVE_UNSAFE}, {@code PATH_NOT_FOUND} */
    public Plan plan(Request request) throws BackupException {
        return new Forward(site(List.of()), request).plan();
    }

    /**
     * @throws BackupException why nothing was restored; the old state is in place then, and its services run, unless the
     *     hint names {@code --recover}
     */
    public RestoreRecord restore(Request request, Work work) throws BackupException {
        return alone(() -> {
            Journal journal = journal();
            List<Transaction> all = Transaction.all(journal, clock);
            requireClosed(all);
            return new Forward(site(all), request).run(journal, work).toRecord();
        });
    }

    /** Brings back what the newest restore replaced; undoing twice is a restore again. */
    public RestoreRecord undo(Work work) throws BackupException {
        return alone(() -> {
            Journal journal = journal();
            List<Transaction> all = Transaction.all(journal, clock);
            requireClosed(all);
            Transaction newest = all.stream()
                    .filter(Transaction::isRestored)
                    .reduce((older, newer) -> newer)
                    .orElseThrow(() -> new BackupException(
                            ErrorCode.BACKUP_NOT_FOUND,
                            "there is no restore that could be undone",
                            "See what there was: pulse-restore --status"));
            return new Backward(site(all), newest).run(journal, work).toRecord();
        });
    }

    /** Finishes or takes back what was interrupted; empty where nothing was. */
    public Optional<RestoreRecord> recover() throws BackupException {
        return alone(() -> {
            List<Transaction> all = Transaction.all(journal(), clock);
            if (all.isEmpty() || !all.get(all.size() - 1).isOpen()) {
                return Optional.empty();
            }
            Transaction open = all.get(all.size() - 1);
            new Ending(site(all), open).recover();
            return Optional.of(open.toRecord());
        });
    }

    /** All restores in place, oldest first. */
    public List<RestoreRecord> history() throws BackupException {
        return recorded(state, clock);
    }

    /**
     * All restores in place that a state directory knows of, oldest first, for whoever only looks.
     *
     * @param state our own state directory
     */
    public static List<RestoreRecord> recorded(Path state, Clock clock) throws BackupException {
        Journal journal = Journal.open(directory(state), FileSteps.unwatched());
        List<RestoreRecord> records = new ArrayList<>();
        for (Transaction transaction : Transaction.all(journal, clock)) {
            records.add(transaction.toRecord());
        }
        return records;
    }

    /** Removes what was kept of earlier states beyond what is to be kept; returns what was removed. */
    public List<Path> expirePrevious(KeepPrevious keep) throws BackupException {
        return alone(() -> {
            List<Transaction> all = Transaction.all(journal(), clock);
            requireClosed(all);
            return new PreviousStates(all, steps).expire(keep, clock.instant());
        });
    }

    private interface Locked<T> {
        T run() throws BackupException;
    }

    private <T> T alone(Locked<T> body) throws BackupException {
        RestoreLock lock = RestoreLock.alone(state);
        try {
            return body.run();
        } finally {
            lock.close();
        }
    }

    private Journal journal() throws BackupException {
        return Journal.open(directory(state), steps);
    }

    private Site site(List<Transaction> all) {
        return new Site(trees, marker(state), surroundings, steps, clock, all);
    }

    private static void requireClosed(List<Transaction> all) throws BackupException {
        if (!all.isEmpty() && all.get(all.size() - 1).isOpen()) {
            throw new BackupException(
                    ErrorCode.BUSY,
                    "the restore of " + all.get(all.size() - 1).begin().label() + " was interrupted and is still open",
                    "Finish it or take it back first: sudo pulse-restore --recover");
        }
    }

    /** Words as in the configuration. */
    static List<String> words(Iterable<Component> components) {
        List<String> words = new ArrayList<>();
        components.forEach(component -> words.add(component.word()));
        words.sort(null);
        return words;
    }
}
