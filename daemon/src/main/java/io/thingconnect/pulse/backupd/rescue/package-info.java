/**
 * {@code pulse-restore}: restores in place, on the worst day, without daemon and catalog. It wires the rooms below
 * by hand for itself and knows systemd, the terminal and the configuration.
 *
 * <p>Invariant: it takes a label and options, never a plan; what is restored it finds and proves itself. It never depends on
 * the daemon's room.
 */
package io.thingconnect.pulse.backupd.rescue;
