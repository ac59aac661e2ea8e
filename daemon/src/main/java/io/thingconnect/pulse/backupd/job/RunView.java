package io.thingconnect.pulse.backupd.job;

import io.thingconnect.pulse.backupd.catalog.RunRecord;

/**
 * A run as of now.
 *
 * @param progress null unless it is running
 */
public record RunView(RunRecord record, Progress progress) {
    /**
     * @param phase one word, "" before the first
     * @param totalBytes -1 where nobody knows
     * @param bytesPerSecond over the phase so far
     * @param etaSeconds -1 where nobody knows
     */
    public record Progress(String phase, long doneBytes, long totalBytes, long bytesPerSecond, long etaSeconds) {}
}
