package io.thingconnect.pulse.backupd.report.doctor;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.source.sqlite.DatabaseLock;
import io.thingconnect.pulse.backupd.source.sqlite.DatabaseLock.Hold;
import io.thingconnect.pulse.backupd.source.sqlite.LiveDatabases;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Who keeps a database. A lock is what an application at work has all the time; one that is there at each of several looks
 * is a transaction that does not end.
 */
public final class LocksLook implements Check {
    private static final int LOOKS = 5;

    private final Path db;
    private final Duration gap;

    /** @param gap between two of five looks */
    public LocksLook(Path db, Duration gap) {
        this.db = requireNonNull(db, "db is null");
        this.gap = requireNonNull(gap, "gap is null");
    }

    @Override
    public String name() {
        return "locks on " + db;
    }

    @Override
    public List<Finding> look() throws IOException {
        Set<DatabaseLock> always = new HashSet<>(LiveDatabases.locks(db));
        List<DatabaseLock> now = List.of();
        for (int i = 1; i < LOOKS; i++) {
            pause();
            now = LiveDatabases.locks(db);
            always.retainAll(now);
        }
        Optional<DatabaseLock> exclusive =
                always.stream().filter(lock -> lock.hold() == Hold.EXCLUSIVE).findFirst();
        if (exclusive.isPresent()) {
            return List.of(Finding.error(
                    FindingId.DATABASE_LOCKED,
                    db.toString(),
                    exclusive.get().process() + " keeps it to itself; the lock ends with that transaction or process",
                    command(exclusive.get())));
        }
        Optional<DatabaseLock> writing =
                always.stream().filter(lock -> lock.hold() == Hold.WRITING).findFirst();
        if (writing.isPresent()) {
            return List.of(Finding.warning(
                    FindingId.DATABASE_LOCKED,
                    db.toString(),
                    writing.get().process() + " has had a write transaction open for "
                            + Say.span(gap.multipliedBy(LOOKS - 1)) + "; other writers wait",
                    command(writing.get())));
        }
        return List.of(Finding.ok(FindingId.DATABASE_LOCKED, db.toString(), holders(now)));
    }

    private static String command(DatabaseLock lock) {
        return lock.pid() > 0 ? "ps -o pid,user,lstart,args -p " + lock.pid() : "sudo cat /proc/locks";
    }

    private static String holders(List<DatabaseLock> locks) {
        Set<String> holders = locks.stream().map(DatabaseLock::process).collect(Collectors.toCollection(TreeSet::new));
        return holders.isEmpty() ? "nobody has it open" : "open in " + String.join(", ", holders);
    }

    private void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(gap.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while looking").initCause(e);
        }
    }
}
