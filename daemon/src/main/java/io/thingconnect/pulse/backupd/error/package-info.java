/**
 * What can go wrong, once: {@link io.thingconnect.pulse.backupd.error.ErrorCode} is the protocol's error name,
 * the exit status and the manual's table at the same time.
 *
 * <p>Invariant: every failure a person sees is a {@code BackupException} with a code, a message and a hint. This room
 * never logs and knows no other room. A hint that guesses what was meant asks {@code Nearest}.
 */
package io.thingconnect.pulse.backupd.error;
