package io.thingconnect.pulse.backupd.backup;

import io.thingconnect.pulse.backupd.source.sqlite.CaptureOptions;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What reading the databases may cost the application, and what was learned of the rates.
 *
 * @param maxWalGrowth bytes
 * @param spool directory for staged databases
 * @param pageMaps directory of the page maps
 * @param expectedRate bytes of database per second that the compressor was seen to take
 * @param walRate bytes per second by which the WAL was seen to grow
 */
public record CaptureLimits(
        long maxWalGrowth, Duration maxDuration, Path spool, Path pageMaps, long expectedRate, long walRate) {
    CaptureOptions options(boolean staged) {
        return new CaptureOptions(maxWalGrowth, maxDuration, expectedRate, walRate, staged, spool);
    }
}
