package io.thingconnect.pulse.backupd.catalog;

import java.time.Instant;

/**
 * How many proofs of a level of copies at a destination passed or failed, since the catalog began.
 *
 * @param level {@code checksum}, {@code entries} or {@code restore}
 * @param newest when the newest of them was
 */
public record ProofCount(String destination, String level, boolean passed, long proofs, Instant newest) {}
