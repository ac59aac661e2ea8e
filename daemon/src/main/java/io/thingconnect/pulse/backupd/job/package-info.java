/**
 * Floor 6. When work is done and what became of it: scheduler, queue, executor, run history, audit.
 *
 * <p>Invariant: a run ends as succeeded, failed, cancelled or interrupted, never as running for ever; a job never
 * overlaps itself.
 */
package io.thingconnect.pulse.backupd.job;
