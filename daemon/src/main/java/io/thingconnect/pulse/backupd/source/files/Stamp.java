package io.thingconnect.pulse.backupd.source.files;

import java.time.Duration;
import java.time.Instant;

/**
 * By which a file is taken for unchanged without being read. The device is not part of it: its number may differ after
 * the next boot.
 *
 * @param size bytes
 * @param ctime the inode's change time, which no program can set back
 */
public record Stamp(long size, Instant mtime, Instant ctime, long inode) {
    /** The coarsest common tick of a file system's clock is FAT's two seconds. */
    private static final Duration TICK = Duration.ofSeconds(2);

    /**
     * Whether a later change will show. One in the same tick of the file system's clock as the last would leave all four
     * as they are, so a file that changed shortly before the walk, during it or, by its times, in the future is not.
     */
    public boolean isSettled(Instant walkBegan) {
        Instant latest = walkBegan.minus(TICK);
        return !mtime.isAfter(latest) && !ctime.isAfter(latest);
    }
}
