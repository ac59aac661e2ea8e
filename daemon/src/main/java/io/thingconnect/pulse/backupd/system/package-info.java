/**
 * What the operating system gives: durable files, processes, space, users; and what long work shares with
 * whoever watches it.
 *
 * <p>Invariant: knows nothing of backups. {@code IOException} may leave this room; it is translated where the label is
 * known.
 */
package io.thingconnect.pulse.backupd.system;
