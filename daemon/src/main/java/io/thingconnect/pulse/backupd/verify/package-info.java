/**
 * Reading bytes and proving them against the manifests of a chain, up to a scratch restore that SQLite checks; and
 * putting a backup together out of its chain, for whoever restores.
 *
 * <p>Invariant: a verdict of "intact" means that every byte was read, of the backup and of all that it stands on. What no
 * archive can disprove, because only the manifest has it, is this: ACLs, extended attributes that are no text or belong to a
 * database with a delta, times below 100 ns, and whether an unchanged directory was captured or only implied.
 */
package io.thingconnect.pulse.backupd.verify;
