/**
 * Where the copies of backups lie and what is owed to each destination: the first copy, the further ones, those that wait in
 * the outbox, those found again at a destination, and the notes beside them.
 *
 * <p>Invariant: a copy counts as good only after its bytes were read back at its destination; what a backup stands on is copied
 * before it.
 */
package io.thingconnect.pulse.backupd.copies;
