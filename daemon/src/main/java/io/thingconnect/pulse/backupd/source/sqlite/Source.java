package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The database file that a capture is about.
 *
 * @param given the path as it was asked for, perhaps a symbolic link
 * @param path the file itself: SQLite keeps the side files beside it
 * @param stamp as it was first met
 */
record Source(Path given, Path path, FileStamp stamp) {

    /** By {@code stat} alone: whatever it finds, nothing was opened. */
    static Source find(Path given) throws BackupException {
        try {
            FileStamp stamp = FileStamp.of(given).orElseThrow(() -> Faults.missing(given));
            if (!stamp.regular()) {
                throw Faults.corrupt(given, "it is not a regular file", null);
            }
            if (stamp.size() == 0) {
                throw Faults.empty(given);
            }
            return new Source(given, given.toRealPath(), stamp);
        } catch (NoSuchFileException e) {
            throw Faults.missing(given);
        } catch (IOException e) {
            throw Faults.unreadable(given, e.getMessage(), e);
        }
    }

    /** @throws BackupException {@code SOURCE_REPLACED} when another file, or an emptied one, stands there now */
    void requireSame() throws BackupException {
        try {
            FileStamp now = FileStamp.of(given).orElseThrow(() -> Faults.replaced(given));
            if (!now.sameFile(stamp) || now.size() == 0) {
                throw Faults.replaced(given);
            }
        } catch (IOException e) {
            throw Faults.unreadable(given, e.getMessage(), e);
        }
    }
}
