/**
 * {@code pulsectl}: the command line over the daemon's control socket. It shares no code with the daemon; the interface
 * description {@code io.thingconnect.pulse.backup} is all it knows of it.
 *
 * <p>Invariants: {@link io.thingconnect.pulse.ctl.CommandTable} is the only place that names commands and options;
 * strings of the daemon reach a terminal only after {@link io.thingconnect.pulse.ctl.Text#clean}; work that was started
 * is never stopped by closing the client. It must start fast: on the way to {@code status} there are no regular
 * expressions, streams, lambdas, formatters or date formats.
 */
package io.thingconnect.pulse.ctl;
