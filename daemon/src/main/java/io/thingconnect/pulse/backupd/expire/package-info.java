/**
 * The verb "expire": what a retention plan drops goes from a destination.
 *
 * <p>Invariants: of one backup the {@code .sha256} goes first, so that a half removed one is no backup; a failure stops
 * everything, because what comes next in the plan may be what the failed one needs; doing it again finishes it.
 */
package io.thingconnect.pulse.backupd.expire;
