/**
 * Getting out of a damaged backup what is still whole, and saying exactly what is not.
 *
 * <p>Invariant: what was not proven is never given without being named.
 */
package io.thingconnect.pulse.backupd.restore.salvage;
