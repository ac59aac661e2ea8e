package io.thingconnect.pulse.backupd.operation;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backup.CaptureLimits;
import io.thingconnect.pulse.backupd.backup.LiveState;
import io.thingconnect.pulse.backupd.backup.Parent;
import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.TreeComparison;
import io.thingconnect.pulse.backupd.backupset.TreeComparison.Change;
import io.thingconnect.pulse.backupd.backupset.TreeComparison.PathChange;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.copies.Installation;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.restore.inplace.BackupGate;
import io.thingconnect.pulse.backupd.source.sqlite.LiveDatabases;
import io.thingconnect.pulse.backupd.source.sqlite.PageMapComparison;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.ChainReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What sets two states apart, the pages of databases counted: two backups, or a backup and the application as it is now.
 * Pages are told apart by page maps: the kept one, else one made from the chain. Only manifests and maps are held against each
 * other, so nothing of the size of a database is stored. One at a time reads contents; others wait.
 */
public final class Differences {
    private static final Logger LOG = LoggerFactory.getLogger(Differences.class);
    private static final long WAIT_NANOS = 50_000_000;

    private final Supplier<Installation> installation;
    private final LiveDatabases live;
    private final RestoreWatch restores;
    private final Clock clock;
    private final Semaphore reading = new Semaphore(1);

    /**
     * @param live the process's only one, which keeps this and a backup from reading a database at the same time
     * @param restores the process's only one, which keeps this from reading what a restore in place exchanges
     */
    public Differences(Supplier<Installation> installation, LiveDatabases live, RestoreWatch restores, Clock clock) {
        this.installation = requireNonNull(installation, "installation is null");
        this.live = requireNonNull(live, "live is null");
        this.restores = requireNonNull(restores, "restores is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /** Opens a backup's chain, which may not be needed. */
    @FunctionalInterface
    public interface Opening {
        ChainReader open() throws BackupException;
    }

    /** A backup that is compared. */
    public record Compared(BackupRecord backup, Manifest manifest, Opening chain) {
        public Compared {
            requireNonNull(backup, "backup is null");
            requireNonNull(manifest, "manifest is null");
            requireNonNull(chain, "chain is null");
        }
    }

    /**
     * A path that is not the same.
     *
     * @param before null where it was no database
     * @param after null where it is no database
     * @param differingPages empty where the pages cannot be compared: in one of the states there are none, or of another size
     */
    public record Difference(
            PathChange change, DatabaseState before, DatabaseState after, OptionalLong differingPages) {
        /** Whether a database is not what it was, and not just its mode or owner. */
        public boolean ofDatabase() {
            return change.change() != Change.METADATA && (before != null || after != null);
        }
    }

    /**
     * By path.
     *
     * @throws BackupException {@code NO_SPACE} in the spool, {@code CANCELLED}; where pages are to be counted and no page map
     *     was kept, what reading the chain has to say
     */
    public List<Difference> between(Compared before, Compared after, Work work) throws BackupException {
        List<Difference> found = differences(
                new Listed(before.manifest().databases(), before.manifest().entries()),
                new Listed(after.manifest().databases(), after.manifest().entries()));
        if (found.stream().noneMatch(Differences::isCountable)) {
            return found;
        }
        take(work);
        try (Scratch scratch = Scratch.in(installation.get().spool())) {
            return counted(found, source(before, kept(before), scratch), source(after, kept(after), scratch), work);
        } finally {
            reading.release();
        }
    }

    /**
     * By path; the application is looked at as a backup would do, which waits for one under way.
     *
     * @throws BackupException {@code BUSY} while a restore in place is under way; as {@link #between}, and what the application's databases and files have to say
     */
    public List<Difference> toLive(Compared before, Work work) throws BackupException {
        take(work);
        try {
            BackupGate.Pass pass = restores.enterAtOnce();
            try {
                return toLiveAtPeace(before, work);
            } finally {
                pass.close();
            }
        } finally {
            reading.release();
        }
    }

    private List<Difference> toLiveAtPeace(Compared before, Work work) throws BackupException {
        try (Scratch scratch = Scratch.in(installation.get().spool())) {
            Optional<Parent> kept = kept(before);
            LiveState.Found now = live(before, kept.map(Parent::index), scratch, work);
            List<Difference> found = differences(
                    new Listed(before.manifest().databases(), before.manifest().entries()),
                    new Listed(now.databases(), now.entries()));
            return counted(found, source(before, kept, scratch), MapSource.in(scratch.directory()), work);
        }
    }

    private LiveState.Found live(Compared before, Optional<Path> index, Scratch scratch, Work work)
            throws BackupException {
        Installation now = installation.get();
        CaptureLimits limits =
                new CaptureLimits(now.maxWalGrowth(), now.maxDuration(), now.spool(), now.pageMaps(), 0, 0);
        try {
            return new LiveState(live, now.application(), limits, clock)
                    .read(before.manifest(), index, scratch.directory(), work);
        } catch (IOException e) {
            throw scratch.unusable(e);
        }
    }

    /** Parked in small steps: whoever waits here can be cancelled, and is never interrupted. */
    private void take(Work work) throws BackupException {
        while (!reading.tryAcquire()) {
            work.check();
            LockSupport.parkNanos(WAIT_NANOS);
        }
    }

    private Optional<Parent> kept(Compared side) {
        return new PageMaps(installation.get().pageMaps()).parent(side.backup());
    }

    private static MapSource source(Compared side, Optional<Parent> kept, Scratch scratch) {
        return new MapSource.OfBackup(
                kept, side.chain(), scratch, side.backup().label().toString());
    }

    private record Listed(List<DatabaseState> databases, List<Entry> entries) {
        Map<String, DatabaseState> byPath() {
            Map<String, DatabaseState> states = new HashMap<>();
            databases.forEach(state -> states.put(state.path(), state));
            return states;
        }
    }

    private static List<Difference> differences(Listed before, Listed after) {
        Map<String, DatabaseState> databasesBefore = before.byPath();
        Map<String, DatabaseState> databasesAfter = after.byPath();
        List<Difference> found = new ArrayList<>();
        for (PathChange change : TreeComparison.between(before.entries(), after.entries())) {
            DatabaseState was = databasesBefore.get(change.path());
            DatabaseState is = databasesAfter.get(change.path());
            // A database's file has the time of SQLite's last checkpoint, which changes nothing in it.
            if (was == null || is == null || !ChangeCheck.isOnlyTime(change)) {
                found.add(new Difference(change, was, is, OptionalLong.empty()));
            }
        }
        return found;
    }

    private static boolean isCountable(Difference difference) {
        return difference.ofDatabase()
                && difference.before() != null
                && difference.after() != null
                && difference.before().pageSize() == difference.after().pageSize();
    }

    private static List<Difference> counted(List<Difference> found, MapSource before, MapSource after, Work work)
            throws BackupException {
        List<Difference> counted = new ArrayList<>();
        for (Difference each : found) {
            counted.add(
                    isCountable(each)
                            ? new Difference(
                                    each.change(), each.before(), each.after(), count(each, before, after, work))
                            : each);
        }
        return counted;
    }

    private static OptionalLong count(Difference each, MapSource before, MapSource after, Work work)
            throws BackupException {
        work.phase("pages", -1);
        Path one = before.find(each.before(), work);
        Path other = after.find(each.after(), work);
        try {
            return PageMapComparison.differing(one, other, work);
        } catch (IOException e) {
            again(Errno.reason(e));
        } catch (BackupException e) {
            if (e.code() != ErrorCode.FORMAT_TOO_NEW) {
                throw e;
            }
            again(e.getMessage());
        }
        try {
            return PageMapComparison.differing(before.make(each.before(), work), after.make(each.after(), work), work);
        } catch (IOException e) {
            throw new BackupException(
                    ErrorCode.INTERNAL,
                    "the page maps of '" + each.change().path() + "' could not be compared: " + Errno.reason(e),
                    "Check the spool's disk: journalctl -k",
                    e);
        }
    }

    private static void again(String why) {
        LOG.info("page maps are made from the archives, because a kept one does not serve: {}", why);
    }
}
