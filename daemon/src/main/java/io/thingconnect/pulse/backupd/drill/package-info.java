/**
 * The verb "drill": a real restore from a real destination into scratch, and what is found in it.
 *
 * <p>Invariants: only what lies below the scratch directory is opened, and never by following what a backup or an assertion
 * says; nothing of a restored file's content gets into what is found, except a number that an assertion asked for.
 */
package io.thingconnect.pulse.backupd.drill;
