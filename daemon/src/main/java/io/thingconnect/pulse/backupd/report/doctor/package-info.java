/**
 * Looks for what keeps this box from being recoverable, and names the command against it.
 *
 * <p>Invariant: changes nothing, and never makes anybody wait for longer than a check's own bound.
 */
package io.thingconnect.pulse.backupd.report.doctor;
