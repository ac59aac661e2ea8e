package io.thingconnect.pulse.backupd.source.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code stat} says of a file; nothing is opened. Two equal stamps with old enough times mean an unchanged file.
 *
 * @param key device and inode as the platform's file key
 * @param device as {@code st_dev}
 * @param size bytes
 * @param changed the inode's change time, which no program can set back
 */
record FileStamp(Object key, long device, long inode, boolean regular, long size, FileTime modified, FileTime changed) {
    private static final long TICK_MILLIS = 2_000;

    /** Empty when there is no such file. */
    static Optional<FileStamp> of(Path file) throws IOException {
        try {
            Map<String, Object> now =
                    Files.readAttributes(file, "unix:fileKey,dev,ino,isRegularFile,size,lastModifiedTime,ctime");
            return Optional.of(new FileStamp(
                    now.get("fileKey"),
                    (Long) now.get("dev"),
                    (Long) now.get("ino"),
                    (Boolean) now.get("isRegularFile"),
                    (Long) now.get("size"),
                    (FileTime) now.get("lastModifiedTime"),
                    (FileTime) now.get("ctime")));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Bytes of a file, 0 when there is none or nobody can tell. */
    static long sizeOf(Path file) {
        try {
            return of(file).map(FileStamp::size).orElse(0L);
        } catch (IOException e) {
            return 0;
        }
    }

    /**
     * By {@code stat}. {@code Files.exists} asks {@code access(2)}, which takes away the capabilities of every user but
     * root, and so misses what CAP_DAC_READ_SEARCH lets this process see.
     */
    static boolean isMissing(Path file) {
        try {
            return of(file).isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    boolean sameFile(FileStamp other) {
        return key.equals(other.key);
    }

    /**
     * Whether a change made right now could leave both times as they are, because the file system's clock has not
     * ticked since. The coarsest common tick is FAT's two seconds. A time far in the future hides nothing.
     */
    boolean couldHideAChange(long nowMillis) {
        return Math.abs(nowMillis - modified.toMillis()) < TICK_MILLIS
                || Math.abs(nowMillis - changed.toMillis()) < TICK_MILLIS;
    }
}
