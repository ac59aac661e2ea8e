/**
 * Proving anew what was once good: reading copies again, trial restores, and the making anew of a full where a copy is
 * damaged.
 *
 * <p>Invariant: what was found is in the catalog before the run ends, also where the run fails.
 */
package io.thingconnect.pulse.backupd.proof;
