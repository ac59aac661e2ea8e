package io.thingconnect.pulse.backupd.archive;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * Builds a tree below one directory out of checked members; nothing is followed, nothing outside is touched. Links come
 * last; modes, owners (where we may), times and xattrs of directories come after their contents.
 */
public final class Extraction {
    /**
     * @param target an existing, empty directory
     * @param owners whether to set owners (by name, then by id), which needs root
     */
    public Extraction(Path target, boolean owners) {
        throw new UnsupportedOperationException(target + " " + owners);
    }

    /** A file to be written and closed by the caller before the next member. */
    public OutputStream file(ArchiveMember member) throws IOException, BackupException {
        throw new UnsupportedOperationException();
    }

    /** Anything but a file. */
    public void add(ArchiveMember member) throws IOException, BackupException {
        throw new UnsupportedOperationException();
    }

    /** Makes the links, then sets what directories were waiting for, and forces everything to disk. */
    public void finish() throws IOException, BackupException {
        throw new UnsupportedOperationException();
    }
}
