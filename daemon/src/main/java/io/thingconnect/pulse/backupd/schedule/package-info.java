/**
 * Floor 1. When a job is due: cron expressions evaluated in a zone, with daylight saving handled as an operator expects.
 *
 * <p>Invariant: pure. No clock is read here; every question carries its instant.
 */
package io.thingconnect.pulse.backupd.schedule;
