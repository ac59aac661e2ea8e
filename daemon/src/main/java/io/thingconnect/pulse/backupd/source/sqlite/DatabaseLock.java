package io.thingconnect.pulse.backupd.source.sqlite;

/**
 * A lock that a process has on a live database, as the kernel tells it.
 *
 * @param pid of the process, -1 where the kernel does not name it
 * @param process for people: {@code process 812 (dotnet)}
 */
public record DatabaseLock(long pid, String process, Hold hold) {
    /** What the lock is for. */
    public enum Hold {
        /** The database is open; nobody is kept from anything. */
        OPEN,
        /** A read transaction: the WAL cannot be folded in beyond what it sees. */
        READING,
        /** A write transaction, or a checkpoint: other writers wait. */
        WRITING,
        /** Nobody else reads or writes. */
        EXCLUSIVE
    }
}
