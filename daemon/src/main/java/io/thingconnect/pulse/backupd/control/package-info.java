/**
 * The methods of the socket: {@code Methods} is the table of what there is, the {@code …Call(s)} classes answer, {@code Wire} holds
 * the types. {@code ControlServer} accepts callers and watches deadlines; what the methods answer from is handed in as
 * {@code Services}.
 *
 * <p>Invariant: no method is reachable whose role and parameters are not in the table.
 */
package io.thingconnect.pulse.backupd.control;
