package io.thingconnect.pulse.backupd.backup;

import io.thingconnect.pulse.backupd.source.sqlite.CaptureOptions;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What reading the databases may cost the application, and what was learned of the rates.
 *
 * @param maxWalGrowth bytes
 * @param spool directory for staged databases
 * @param pageMaps directory of the page maps and tree indexes
 * @param expectedRate bytes of database per second that the compressor was seen to take
 * @param walRate bytes per second by which the WAL was seen to grow
 */
public record CaptureLimits(
        long maxWalGrowth, Duration maxDuration, Path spool, Path pageMaps, long expectedRate, long walRate) {
    /** Where page maps and tree index of a backup are kept. */
    Path index(Order order) {
        return pageMaps.resolve(order.job()).resolve(order.label().toString());
    }

    /** For an archive that is written while the pages are read: the compressor sets the pace. */
    CaptureOptions options(boolean staged) {
        return new CaptureOptions(maxWalGrowth, maxDuration, expectedRate, walRate, staged, spool);
    }

    /**
     * For comparing with a parent. No compressor holds it up: its pace is that of reading and hashing, which a copy to the
     * spool would hardly undercut, so that nothing is staged for a prediction's sake.
     */
    CaptureOptions comparing(boolean staged) {
        return new CaptureOptions(maxWalGrowth, maxDuration, 0, walRate, staged, spool);
    }
}
