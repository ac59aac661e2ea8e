/**
 * What a run does: the verbs composed into a whole, "back up, then publish, then prove", "plan, then expire".
 *
 * <p>Invariant: an operation that fails or is cancelled at any point leaves the backups that were good before it as they were.
 */
package io.thingconnect.pulse.backupd.operation;
