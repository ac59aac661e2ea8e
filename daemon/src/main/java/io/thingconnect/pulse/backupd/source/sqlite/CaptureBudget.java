package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.nio.file.Path;

/** What holding the snapshot has cost the application so far, against what it may. Begins when it is made. */
final class CaptureBudget {
    private final CaptureContext context;
    private final Path wal;
    private final long walAtStart;
    private final long startMillis;
    private long walGrowth;

    CaptureBudget(CaptureContext context) {
        this.context = context;
        this.wal = Side.WAL.of(context.db());
        this.walAtStart = FileStamp.sizeOf(wal);
        this.startMillis = context.clock().millis();
    }

    void check() throws BackupException {
        walGrowth = Math.max(walGrowth, FileStamp.sizeOf(wal) - walAtStart);
        if (walGrowth > context.options().maxWalGrowth()) {
            throw Faults.walGrew(context.db(), walGrowth, context.options().maxWalGrowth());
        }
        long allowed = context.options().maxDuration().toMillis();
        if (heldMillis() > allowed) {
            throw Faults.heldTooLong(context.db(), heldMillis(), allowed);
        }
    }

    /** Bytes, the most that was seen. */
    long walGrowth() {
        return walGrowth;
    }

    long heldMillis() {
        return context.clock().millis() - startMillis;
    }

    /** Whether streaming that many bytes at the expected rate would break the budget. */
    static boolean wouldExceed(CaptureOptions options, long bytes) {
        if (options.expectedRate() <= 0) {
            return false;
        }
        double seconds = (double) bytes / options.expectedRate();
        return seconds * 1000 > options.maxDuration().toMillis()
                || seconds * options.walRate() > options.maxWalGrowth();
    }
}
