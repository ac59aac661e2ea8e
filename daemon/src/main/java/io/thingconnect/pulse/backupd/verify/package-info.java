/**
 * Floor 4. Reading bytes and proving them against the manifest, up to a scratch restore that SQLite checks.
 *
 * <p>Invariant: a verdict of "intact" means that every byte was read.
 */
package io.thingconnect.pulse.backupd.verify;
