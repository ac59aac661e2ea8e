/**
 * Times as people mean them: cron expressions evaluated in a zone, and points in time as they are written, with daylight
 * saving handled as an operator expects.
 *
 * <p>Invariant: pure. No clock is read here; every question carries its instant.
 */
package io.thingconnect.pulse.backupd.schedule;
