package io.thingconnect.pulse.backupd.catalog;

import java.time.Instant;

/**
 * One backup at one destination.
 *
 * @param readBack {@code direct} or {@code cached}: where the bytes came from when they were last proven; "" before that
 * @param at when the state was last established
 */
public record CopyRecord(String destination, CopyState state, String readBack, Instant at) {}
