/**
 * The verb "back up": capture, archive, publish, read back.
 *
 * <p>Invariant: a backup is good only after a copy was read back; until its {@code .sha256} exists there is none.
 */
package io.thingconnect.pulse.backupd.backup;
