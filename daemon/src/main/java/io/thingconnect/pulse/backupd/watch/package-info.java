/**
 * Facts in, alarms out.
 *
 * <p>Invariant: pure; reads no clock, no file and no catalog.
 */
package io.thingconnect.pulse.backupd.watch;
