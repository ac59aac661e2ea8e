package io.thingconnect.pulse.backupd.catalog;

import io.thingconnect.pulse.backupd.backupset.Label;
import java.time.Instant;

/**
 * One proof of one copy, passed or failed.
 *
 * @param level {@code checksum}, {@code entries} or {@code restore}
 * @param bytesRead from the destination
 * @param message what failed; "" where it passed
 */
public record VerificationRecord(
        Label label, String destination, String level, boolean passed, Instant at, long bytesRead, String message) {}
