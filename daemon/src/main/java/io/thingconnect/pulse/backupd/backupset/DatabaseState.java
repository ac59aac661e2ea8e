package io.thingconnect.pulse.backupd.backupset;

/**
 * One database as captured: what {@code sha256sum} prints for it after a restore, and what deltas need.
 *
 * @param path of its archive member, relative to the root
 * @param pageSize bytes
 * @param pages of the captured commit
 * @param changedPages carried by this archive; all of them in a full
 * @param before SHA-256 of the whole file in the parent; null where the archive carries the whole database
 * @param after SHA-256 of the whole file in this backup
 * @param schemaVersion the application's own, the last row of {@code __EFMigrationsHistory}; "" where there is none
 * @param method how it was read: {@code streamed}, {@code staged}, {@code copied} or {@code consolidated}
 * @param delta null where the archive carries the whole database
 */
public record DatabaseState(
        String path,
        int pageSize,
        long pages,
        long changedPages,
        Sha256 before,
        Sha256 after,
        String schemaVersion,
        String method,
        Delta delta) {

    /** What the name of a database's write-ahead log ends with. */
    static final String GUARD = "-wal";

    /** A database carried whole. */
    public static DatabaseState whole(
            String path, int pageSize, long pages, Sha256 sha256, String schemaVersion, String method) {
        return new DatabaseState(path, pageSize, pages, pages, null, sha256, schemaVersion, method, null);
    }

    public DatabaseState {
        if ((before == null) != (delta == null)) {
            throw new IllegalArgumentException("a delta and the hash before it go together: " + path);
        }
    }

    /** Whether the archive carries changed pages instead of the whole file. */
    public boolean isDelta() {
        return delta != null;
    }

    /** The empty {@code -wal} behind a database that is carried whole; no part of the state. */
    public String guardPath() {
        return path + GUARD;
    }

    /** The member that carries the changed pages: never {@code -wal}, so that extracting it arms nothing. */
    public String deltaPath(Label label) {
        return path + ".delta-" + label;
    }

    /**
     * The member with the changed pages.
     *
     * @param size bytes, 0 where no page changed
     */
    public record Delta(long size, Sha256 sha256) {}
}
