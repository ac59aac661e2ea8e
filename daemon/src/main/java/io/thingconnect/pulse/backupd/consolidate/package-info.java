/**
 * The verb "consolidate": a full made out of a chain at a destination, without the application.
 *
 * <p>Invariant: it holds the same, byte for byte, as the backup at the end of the chain; every archive of the chain was
 * proven on the way.
 */
package io.thingconnect.pulse.backupd.consolidate;
