/**
 * A committed state of a live SQLite database, page by page. The only room that knows pages and WAL frames.
 *
 * <p>Invariant: a database's main file is opened in one place only, before the first connection to it, and closed after
 * the last one; {@code -shm} is never opened; a capture thread is never interrupted. POSIX locks belong to the process,
 * and closing any descriptor of the file would drop SQLite's.
 */
package io.thingconnect.pulse.backupd.source.sqlite;
