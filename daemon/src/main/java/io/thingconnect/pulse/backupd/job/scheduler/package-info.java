/**
 * When work begins by itself: at a due time, or after a change of a watched file.
 *
 * <p>Invariant: each due time is noted before its run is queued, so that none starts twice; after downtime a job is caught up once.
 */
package io.thingconnect.pulse.backupd.job.scheduler;
