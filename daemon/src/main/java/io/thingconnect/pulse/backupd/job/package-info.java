/**
 * The words of work: what a configured job, drill or night asks for, what a person may ask for, what an operation promises
 * and what is seen of a run. Values and contracts only; the rooms below this one give them life.
 *
 * <p>Invariant: a job's values are sound once they exist; nothing here touches a file, a clock or a thread.
 */
package io.thingconnect.pulse.backupd.job;
