package io.thingconnect.pulse.backupd.source.sqlite;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * The only place in this process that opens a live database's main file. One capture per database (by device and
 * inode) at a time; others wait. A process has one of these: two would not know of each other's descriptors.
 */
public final class LiveDatabases {
    private final Clock clock;
    private final ReadHook hook;
    private final Claims claims = new Claims();

    /** @param clock measures how long snapshots are held, and is compared with files' times */
    public LiveDatabases(Clock clock) {
        this(clock, ReadHook.NONE);
    }

    LiveDatabases(Clock clock, ReadHook hook) {
        this.clock = requireNonNull(clock, "clock is null");
        this.hook = requireNonNull(hook, "hook is null");
    }

    /** Whether the file starts like a SQLite database; false where it cannot be read or is empty. */
    public boolean isDatabase(Path file) {
        Optional<FileStamp> stamp = stampOf(file);
        if (stamp.isEmpty() || !stamp.get().regular() || stamp.get().size() == 0) {
            return false;
        }
        Object key = stamp.get().key();
        while (!claims.tryTake(key)) {
            // Not opened a second time: closing that descriptor would drop the capture's locks.
            if (claims.isConfirmed(key)) {
                return true;
            }
            Pause.brief();
        }
        try (MainFile main = MainFile.open(file)) {
            byte[] head = new byte[DatabaseHeader.BYTES];
            return DatabaseHeader.hasMagic(head, main.read(0, head, head.length));
        } catch (BackupException e) {
            return false;
        } finally {
            claims.release(key);
        }
    }

    private static Optional<FileStamp> stampOf(Path file) {
        try {
            return FileStamp.of(file);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Pins a committed state.
     *
     * @throws BackupException {@code SOURCE_MISSING}, {@code SOURCE_EMPTY}, {@code SOURCE_UNREADABLE},
     *     {@code SOURCE_CORRUPT}, {@code SOURCE_REPLACED}, {@code HOT_JOURNAL}, {@code DATABASE_BUSY} (naming the lock
     *     holders), {@code CAPTURE_BUDGET}, {@code NO_SPACE} (in the spool), {@code CANCELLED}
     */
    public DatabaseSnapshot open(Path file, CaptureOptions options, Work work) throws BackupException {
        Source source = claim(file, work);
        boolean streaming = false;
        try {
            CaptureContext context = new CaptureContext(source, options, work, clock, hook);
            DatabaseSnapshot snapshot = new Opening(context, claims).open();
            streaming = snapshot instanceof StreamedSnapshot;
            return snapshot;
        } finally {
            // A streamed snapshot gives the claim back itself, when it has closed the file.
            if (!streaming) {
                claims.release(source.stamp().key());
            }
        }
    }

    /** Waits for the claim; whatever was replaced while waiting was replaced before the capture began. */
    private Source claim(Path file, Work work) throws BackupException {
        while (true) {
            Source source = Source.find(file);
            Object key = source.stamp().key();
            claims.take(key, work);
            boolean same = false;
            try {
                same = Source.find(file).stamp().sameFile(source.stamp());
            } finally {
                if (!same) {
                    claims.release(key);
                }
            }
            if (same) {
                return source;
            }
        }
    }

    /**
     * Looks at it without connecting and without waiting for a capture under way.
     *
     * @throws BackupException {@code SOURCE_MISSING}, {@code SOURCE_EMPTY}, {@code SOURCE_UNREADABLE},
     *     {@code SOURCE_CORRUPT}
     */
    public DatabaseCondition condition(Path file) throws BackupException {
        return new Looking(claims).at(file);
    }

    /** Who has locks on it at this moment; empty also where the kernel does not say. Opens nothing of the database. */
    public static List<DatabaseLock> locks(Path file) {
        return LockTable.of(file);
    }

    /** What SQLite calls itself, for example {@code 3.54.1}. */
    public static String sqliteVersion() {
        try (Connection memory = ReadTransaction.connect("jdbc:sqlite::memory:", new Properties());
                Statement statement = memory.createStatement();
                ResultSet row = statement.executeQuery("SELECT sqlite_version()")) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException("SQLite's library cannot be loaded", e);
        }
    }

    /** The {@code fileKey}s (device and inode) of databases being captured right now; for tests of the lock trap. */
    Set<Object> open() {
        return claims.keys();
    }
}
