/**
 * The socket: Varlink messages, who is calling, what they may do.
 *
 * <p>Invariant: a caller that is slow, silent or hostile delays nobody else; every mutating call and every refusal is
 * audited.
 *
 * <p>From the socket inwards: {@code ControlSocket} listens, {@code ControlServer} accepts and watches deadlines,
 * {@code Connection} and {@code CallReader} cut the stream into calls, {@code Dispatcher} checks caller and call,
 * {@code Methods} is the table of what there is, the {@code …Call(s)} classes answer, {@code Wire} holds the types. What
 * they answer from is handed in as {@code Services}.
 */
package io.thingconnect.pulse.backupd.control;
