package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.Sizes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** This room's errors, worded once. */
final class Faults {
    private static final String IS_IT_RIGHT = "Check the configured path, and restore the database if it was lost.";

    private static final String ANOTHER_COPY =
            "Verify the backups of this chain, and restore from another destination or to an earlier point.";

    private Faults() {}

    static BackupException missing(Path db) {
        return new BackupException(
                ErrorCode.SOURCE_MISSING, "database '" + db + "' cannot be captured: it does not exist", IS_IT_RIGHT);
    }

    static BackupException empty(Path db) {
        return new BackupException(
                ErrorCode.SOURCE_EMPTY, "database '" + db + "' cannot be captured: it is 0 bytes long", IS_IT_RIGHT);
    }

    static BackupException unreadable(Path db, String why, Throwable cause) {
        return new BackupException(
                ErrorCode.SOURCE_UNREADABLE,
                "database '" + db + "' cannot be read: " + why,
                "Check that the service has CAP_DAC_READ_SEARCH, and that the disk is sound.",
                cause);
    }

    static BackupException hidden(Path db, Throwable cause) {
        return new BackupException(
                ErrorCode.SOURCE_UNREADABLE,
                "database '" + db + "' cannot be read: SQLite does not see its side files in '" + db.getParent() + "'",
                "Set 'SecureBits=no-setuid-fixup' in the service's unit, or let its user search that directory.",
                cause);
    }

    static BackupException corrupt(Path db, String why, Throwable cause) {
        return new BackupException(
                ErrorCode.SOURCE_CORRUPT,
                "database '" + db + "' cannot be captured: " + why,
                "Run 'sqlite3 " + db + " \"PRAGMA integrity_check\"' with the application stopped.",
                cause);
    }

    static BackupException replaced(Path db) {
        return new BackupException(
                ErrorCode.SOURCE_REPLACED,
                "database '" + db + "' was replaced by another file while it was captured",
                "Run the backup again when whatever replaced it is done.");
    }

    static BackupException hotJournal(Path db) {
        return new BackupException(
                ErrorCode.HOT_JOURNAL,
                "database '" + db + "' cannot be captured: its journal holds a transaction that was never finished",
                "Start the application, which rolls the transaction back, and run the backup again.");
    }

    static BackupException busy(Path db, long waitedMillis, String holders) {
        return new BackupException(
                ErrorCode.DATABASE_BUSY,
                "database '" + db + "' stayed locked for " + seconds(waitedMillis) + ", by " + holders,
                "Let that process finish, or end its exclusive locking mode, and run the backup again.");
    }

    static BackupException keptChanging(Path db, long waitedMillis) {
        return new BackupException(
                ErrorCode.CAPTURE_BUDGET,
                "database '" + db + "' kept changing for " + seconds(waitedMillis)
                        + " while it was copied, and could not be connected to",
                "Run the backup again when the application is up, or stopped.");
    }

    static BackupException heldTooLong(Path db, long heldMillis, long allowedMillis) {
        return new BackupException(
                ErrorCode.CAPTURE_BUDGET,
                "the snapshot of database '" + db + "' was held for " + seconds(heldMillis) + ", of "
                        + seconds(allowedMillis) + " allowed",
                "Raise capture.maxDuration, or back up at a quieter hour.");
    }

    static BackupException walGrew(Path db, long growth, long allowed) {
        return new BackupException(
                ErrorCode.CAPTURE_BUDGET,
                "the WAL of database '" + db + "' grew by " + Sizes.text(growth) + " while its snapshot was held, of "
                        + Sizes.text(allowed) + " allowed",
                "Raise capture.maxWalGrowth, or back up at a quieter hour.");
    }

    static BackupException deltaDamaged(Path delta, String why) {
        return new BackupException(
                ErrorCode.ARCHIVE_CORRUPT,
                "delta '" + delta.getFileName() + "' cannot be applied: " + why,
                ANOTHER_COPY);
    }

    static BackupException chainUnfit(String why) {
        return new BackupException(
                ErrorCode.ARCHIVE_CORRUPT, "the deltas do not fit the database they are for: " + why, ANOTHER_COPY);
    }

    static BackupException noSpace(Path spool, long needed, long usable) {
        return new BackupException(
                ErrorCode.NO_SPACE,
                "the spool '" + spool + "' has " + Sizes.text(usable) + " free, and the capture needs "
                        + Sizes.text(needed),
                "Free space there, or move the spool to a larger disk.");
    }

    static BackupException spool(Path spool, IOException cause) {
        boolean full =
                String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT).contains("no space left");
        return new BackupException(
                full ? ErrorCode.NO_SPACE : ErrorCode.INTERNAL,
                "the spool '" + spool + "' cannot be used: " + cause.getMessage(),
                full
                        ? "Free space there, or move the spool to a larger disk."
                        : "Check the spool's disk and its owner.",
                cause);
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
}
