/**
 * The verb "publish": a finished archive becomes a backup at a destination, whole or not at all.
 *
 * <p>Invariant: archive, then manifest, then {@code .sha256}, then the read-back; a crash between any two leaves either
 * no backup or a whole one.
 */
package io.thingconnect.pulse.backupd.publish;
