/**
 * Which backups give which state back: good chains, points in time, and the plan of a restore. Reads the catalog only.
 *
 * <p>Invariant: a backup is offered only where all it stands on is good at one place.
 */
package io.thingconnect.pulse.backupd.recovery;
