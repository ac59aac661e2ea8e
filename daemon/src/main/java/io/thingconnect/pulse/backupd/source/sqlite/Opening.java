package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Finds a way to a database's committed state, and tries again while the way may yet open. Decides between streaming,
 * staging, and copying the files of a stopped application.
 */
final class Opening {
    /** At 20 ms each: long enough for an application that is just starting or closing. */
    private static final int REFUSALS = 50;

    private final CaptureContext context;
    private final Claims claims;
    private final long startMillis;
    private int refusals;

    /** @param claims of which this capture holds the one for its database */
    Opening(CaptureContext context, Claims claims) {
        this.context = context;
        this.claims = claims;
        this.startMillis = context.clock().millis();
    }

    DatabaseSnapshot open() throws BackupException {
        while (true) {
            context.work().check();
            Optional<DatabaseSnapshot> snapshot = tryOnce();
            if (snapshot.isPresent()) {
                return snapshot.get();
            }
            Pause.brief();
        }
    }

    private Optional<DatabaseSnapshot> tryOnce() throws BackupException {
        MainFile main = MainFile.open(context.db());
        boolean handedOver = false;
        try {
            DatabaseHeader header = main.header();
            context.source().requireSame();
            claims.confirm(key());
            if (header.wal() && isStopped()) {
                return copyStopped(main);
            }
            LiveReading reading = LiveReading.pin(context, main);
            handedOver = true;
            return Optional.of(take(reading));
        } catch (SQLException e) {
            refused(e);
            return Optional.empty();
        } finally {
            if (!handedOver) {
                main.close();
            }
        }
    }

    private Object key() {
        return context.source().stamp().key();
    }

    /**
     * Whether a side file is missing that a running application has. Connecting then would create the WAL, and fail for
     * want of the other.
     */
    private boolean isStopped() {
        return FileStamp.isMissing(Side.WAL.of(context.db())) || FileStamp.isMissing(Side.SHM.of(context.db()));
    }

    private DatabaseSnapshot take(LiveReading reading) throws SQLException, BackupException {
        boolean streaming = false;
        try {
            String schemaVersion = reading.schemaVersion();
            CaptureOptions options = context.options();
            // A reader of a rollback-journal database locks its writers out: never longer than a raw copy takes.
            if (!reading.isWal() || options.staged() || CaptureBudget.wouldExceed(options, reading.bytes())) {
                return Staging.copy(reading, schemaVersion, context);
            }
            streaming = true;
            return new StreamedSnapshot(reading, schemaVersion, () -> claims.release(key()));
        } finally {
            if (!streaming) {
                reading.close();
            }
        }
    }

    private Optional<DatabaseSnapshot> copyStopped(MainFile main) throws BackupException {
        if (hasHotJournal()) {
            refuse(Faults.hotJournal(context.db()));
            return Optional.empty();
        }
        // Locked and yet without a -shm: it is starting, closing, or in exclusive locking mode.
        if (!LockHolders.of(context.db()).isEmpty()) {
            waitForLocks();
            return Optional.empty();
        }
        Optional<DatabaseSnapshot> copy = new StoppedCopy(context, main).tryOnce();
        if (copy.isEmpty() && waitedMillis() > context.options().maxDuration().toMillis()) {
            throw Faults.keptChanging(context.db(), waitedMillis());
        }
        return copy;
    }

    /** A finished transaction leaves no journal, or an empty one, or one whose first byte is zero. */
    private boolean hasHotJournal() throws BackupException {
        Path journal = Side.JOURNAL.of(context.db());
        if (FileStamp.sizeOf(journal) == 0) {
            return false;
        }
        try (RandomAccessFile file = new RandomAccessFile(journal.toFile(), "r")) {
            return file.read() > 0;
        } catch (IOException e) {
            if (FileStamp.sizeOf(journal) == 0) {
                return false;
            }
            throw Faults.unreadable(context.db(), e.getMessage(), e);
        }
    }

    private void refused(SQLException e) throws BackupException {
        switch (OpenFailure.of(e)) {
            case BUSY -> waitForLocks();
            case CORRUPT -> throw Faults.corrupt(context.db(), e.getMessage(), e);
            // SQLite also takes a journal for hot that a live writer deletes while it looks.
            case HOT_JOURNAL -> refuse(Faults.hotJournal(context.db()));
            case HIDDEN -> refuse(Faults.hidden(context.db(), e));
            case CANNOT_OPEN, OTHER -> refuse(Faults.unreadable(context.db(), e.getMessage(), e));
        }
    }

    private void waitForLocks() throws BackupException {
        if (waitedMillis() > context.options().maxDuration().toMillis()) {
            throw Faults.busy(context.db(), waitedMillis(), LockHolders.describe(context.db()));
        }
    }

    private void refuse(BackupException fault) throws BackupException {
        refusals++;
        if (refusals >= REFUSALS) {
            throw fault;
        }
    }

    private long waitedMillis() {
        return context.clock().millis() - startMillis;
    }
}
