package io.thingconnect.pulse.backupd.backup;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.DiskSpace;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Sizes;
import java.io.IOException;
import java.nio.file.Path;

/** Where the parts of one delta wait for its archive: a directory below the spool, of this label alone. */
record Spool(Path spool, Label label) {
    Path directory() {
        return spool.resolve("delta-" + label);
    }

    /** Contents of the changed files. */
    Path files() {
        return directory().resolve("files");
    }

    /** Delta or whole content of a database. */
    Path database(String path) {
        return directory().resolve(DatabaseMembers.shortName(path) + ".database");
    }

    void create() throws IOException {
        DurableFiles.deleteTree(directory());
        DurableFiles.createDirectories(directory());
    }

    /** Before that many bytes are written: what cannot end well should not begin. */
    void require(long bytes) throws IOException, BackupException {
        long usable = DiskSpace.usable(directory());
        if (usable < bytes) {
            throw full(
                    "it has " + Sizes.text(usable) + " free, and what is to be stored takes " + Sizes.text(bytes),
                    null);
        }
    }

    BackupException full(String why, IOException cause) {
        return new BackupException(
                ErrorCode.NO_SPACE,
                "the changes for " + label + " do not fit in the spool '" + spool + "': " + why,
                "Free space there, or move the spool to a larger disk: df -h " + spool,
                cause);
    }
}
