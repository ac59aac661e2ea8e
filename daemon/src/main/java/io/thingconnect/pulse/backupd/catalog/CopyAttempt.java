package io.thingconnect.pulse.backupd.catalog;

import io.thingconnect.pulse.backupd.backupset.Label;
import java.time.Instant;

/**
 * What is known of the tries to make a pending copy.
 *
 * @param attempts how many have failed
 * @param nextAt when it is tried again
 * @param message why the last one failed
 */
public record CopyAttempt(Label label, String destination, int attempts, Instant nextAt, String message) {}
