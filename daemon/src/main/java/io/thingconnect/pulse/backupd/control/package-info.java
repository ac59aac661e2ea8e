/**
 * Floor 7. The socket: Varlink messages, who is calling, what they may do.
 *
 * <p>Invariant: a caller that is slow, silent or hostile delays nobody else; every mutating call and every refusal is
 * audited.
 */
package io.thingconnect.pulse.backupd.control;
