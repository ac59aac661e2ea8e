/**
 * The daemon's memory: backups, copies, runs, verifications, in a SQLite database of our own.
 *
 * <p>Invariant: disposable. Everything a restore needs also stands at the destinations.
 */
package io.thingconnect.pulse.backupd.catalog;
