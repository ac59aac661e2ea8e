package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.io.RandomAccessFile;

/** Copies a pinned state to the spool as fast as the disks allow, so that the application is let go sooner. */
final class Staging {
    private Staging() {}

    /** @param reading stays open: its closing is what lets the application go */
    static SpooledSnapshot copy(LiveReading reading, String schemaVersion, CaptureContext context)
            throws BackupException {
        context.requireSpace(reading.bytes());
        context.work().phase("staging", reading.bytes());
        RandomAccessFile file = null;
        boolean done = false;
        try {
            file = SpoolFile.nameless(context.spool(), "staged-");
            copyPages(reading, file, context);
            reading.finish();
            done = true;
            CaptureBudget budget = reading.budget();
            return new SpooledSnapshot(
                    file,
                    new SpooledSnapshot.Facts(
                            context.spool(),
                            reading.pageSize(),
                            reading.pages(),
                            schemaVersion,
                            "staged",
                            budget.walGrowth(),
                            budget.heldMillis()));
        } catch (IOException e) {
            throw Faults.spool(context.spool(), e);
        } finally {
            if (!done) {
                SpoolFile.closeQuietly(file);
            }
        }
    }

    private static void copyPages(LiveReading reading, RandomAccessFile file, CaptureContext context)
            throws IOException, BackupException {
        byte[] block = new byte[reading.pagesPerBlock() * reading.pageSize()];
        for (long page = 1; page <= reading.pages(); page += reading.pagesPerBlock()) {
            int count = (int) Math.min(reading.pagesPerBlock(), reading.pages() - page + 1);
            reading.read(page, count, block);
            file.write(block, 0, count * reading.pageSize());
            context.work().advance((long) count * reading.pageSize());
        }
    }
}
