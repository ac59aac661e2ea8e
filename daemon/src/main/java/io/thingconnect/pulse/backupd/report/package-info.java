/**
 * Beside the socket. What is written for others to read: metrics for Prometheus, findings, the recovery document.
 *
 * <p>Invariant: facts in, text out; nothing here changes anything, and no secret gets into what it writes.
 */
package io.thingconnect.pulse.backupd.report;
