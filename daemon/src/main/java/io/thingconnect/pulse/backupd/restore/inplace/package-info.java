/**
 * Restoring in place as a transaction: planned, proven in staging, journalled ahead of every step, swapped by renames, and taken
 * back by the same journal; undo, and the gate that holds backups off meanwhile.
 *
 * <p>Invariant: stopped at any step, the next start leaves the old state or the new one, whole.
 */
package io.thingconnect.pulse.backupd.restore.inplace;
