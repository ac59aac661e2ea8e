/**
 * The verb "restore", and reading single entries out of a backup.
 *
 * <p>Invariant: nothing appears at the target before it was proven in staging.
 */
package io.thingconnect.pulse.backupd.restore;
