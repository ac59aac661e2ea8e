/**
 * OpenPGP messages as streams, and the secrets that open them: AES-256 in a packet with an integrity check, which
 * every {@code gpg} since 2.0 opens. What is inside is nobody's business here.
 *
 * <p>Invariant: what comes out of a decrypting stream has proven to be whole only when the stream has ended without an
 * exception. A message is untrusted to its last byte. Secrets appear in no message, log line or {@code toString}.
 */
package io.thingconnect.pulse.backupd.encryption;
