package io.thingconnect.pulse.backupd.backup;

import java.nio.file.Path;

/** The page map of one database among those of one backup. */
public final class PageMapFile {
    /** Of one page. */
    private static final int HASH_BYTES = 16;

    /** More than header and checksum take. */
    private static final int AROUND = 64;

    private PageMapFile() {}

    /** @param database its path as in the manifest */
    public static Path in(Path directory, String database) {
        return directory.resolve(DatabaseMembers.mapName(database));
    }

    /** That a page map needs at most. */
    public static long bytes(long pages) {
        return pages * HASH_BYTES + AROUND;
    }
}
