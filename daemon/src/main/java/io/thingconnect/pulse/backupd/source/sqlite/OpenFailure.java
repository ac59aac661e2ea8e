package io.thingconnect.pulse.backupd.source.sqlite;

import java.sql.SQLException;
import org.sqlite.SQLiteException;

/** What SQLite's result code means for a capture. */
enum OpenFailure {
    /** Another process has it locked; it may let go. */
    BUSY,
    /** There is nothing to connect to, or not yet: no {@code -shm}, or one that nobody has set up. */
    CANNOT_OPEN,
    /** The WAL is there and cannot be opened for writing, but SQLite's {@code access(2)} does not see it. */
    HIDDEN,
    HOT_JOURNAL,
    CORRUPT,
    OTHER;

    private static final int READONLY_ROLLBACK = 776;
    private static final int READONLY_DIRECTORY = 1544;

    static OpenFailure of(SQLException failure) {
        int extended = failure instanceof SQLiteException known ? known.getResultCode().code : failure.getErrorCode();
        if (extended == READONLY_ROLLBACK) {
            return HOT_JOURNAL;
        }
        if (extended == READONLY_DIRECTORY) {
            return HIDDEN;
        }
        return switch (extended & 0xff) {
            case 5, 6, 15 -> BUSY;
            case 8, 14 -> CANNOT_OPEN;
            case 11, 26 -> CORRUPT;
            default -> OTHER;
        };
    }
}
