/**
 * Floor 8. {@code backup.yaml} as the small records the rooms below declare.
 *
 * <p>Invariant: a file either loads whole or yields every error with its place; nothing is ignored in silence.
 */
package io.thingconnect.pulse.backupd.config;
