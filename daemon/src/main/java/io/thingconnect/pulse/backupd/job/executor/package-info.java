/**
 * The queue of runs and who works through it: what is asked for is checked, waits in its lane, runs between its hooks, and
 * ends in the history.
 *
 * <p>Invariant: a run ends as succeeded, failed, cancelled or interrupted, never as running for ever; a job never overlaps itself.
 */
package io.thingconnect.pulse.backupd.job.executor;
