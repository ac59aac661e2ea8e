/**
 * The protocol: who calls, what arrived, who may do what, what goes back, and the audit of it. Knows no method of ours.
 *
 * <p>Invariant: a caller that is slow, silent or hostile delays nobody else; every mutating call and every refusal is audited.
 *
 * <p>{@code ControlSocket} listens, {@code Connection} and {@code CallReader} cut the stream into calls, {@code Dispatcher} checks
 * caller and call and hands it to a {@code Method}.
 */
package io.thingconnect.pulse.backupd.control.varlink;
