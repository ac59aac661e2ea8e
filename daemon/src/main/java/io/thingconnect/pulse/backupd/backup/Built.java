package io.thingconnect.pulse.backupd.backup;

import io.thingconnect.pulse.backupd.backupset.Manifest;

/**
 * An archive whose every byte was handed to its stream, and what the capture taught.
 *
 * @param captureMillis from the first database page to the last; 0 for a delta, whose pages did not wait for the
 *     compressor: nothing is to be learned of its pace then
 * @param heldMillis for which the application's snapshots were held, all together
 * @param walGrowth bytes by which its WALs grew meanwhile
 */
public record Built(Manifest manifest, long captureMillis, long heldMillis, long walGrowth) {}
