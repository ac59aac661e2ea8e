package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import java.nio.file.Path;
import java.util.Set;

/**
 * The only place in this process that opens a live database's main file. One capture per database (by device and
 * inode) at a time; others wait.
 */
public final class LiveDatabases {
    /** Whether the file starts like a SQLite database; false where it cannot be read or is empty. */
    public boolean isDatabase(Path file) {
        throw new UnsupportedOperationException();
    }

    /**
     * Pins a committed state.
     *
     * @throws BackupException {@code SOURCE_MISSING}, {@code SOURCE_EMPTY}, {@code SOURCE_UNREADABLE},
     *     {@code SOURCE_CORRUPT}, {@code SOURCE_REPLACED}, {@code HOT_JOURNAL}, {@code DATABASE_BUSY} (naming the lock
     *     holders), {@code CAPTURE_BUDGET}, {@code NO_SPACE} (in the spool), {@code CANCELLED}
     */
    public DatabaseSnapshot open(Path file, CaptureOptions options, Work work) throws BackupException {
        throw new UnsupportedOperationException();
    }

    /** What SQLite calls itself, for example {@code 3.54.1}. */
    public static String sqliteVersion() {
        throw new UnsupportedOperationException();
    }

    /** The {@code fileKey}s (device and inode) of databases being captured right now; for tests of the lock trap. */
    Set<Object> open() {
        throw new UnsupportedOperationException();
    }
}
