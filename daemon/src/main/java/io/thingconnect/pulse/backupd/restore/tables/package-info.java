/**
 * Single tables of a backup's database put into a copy of the live one.
 *
 * <p>Invariant: a schema that differs from the backup's is refused, not guessed at.
 */
package io.thingconnect.pulse.backupd.restore.tables;
