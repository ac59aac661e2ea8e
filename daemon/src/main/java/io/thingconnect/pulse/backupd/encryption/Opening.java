package io.thingconnect.pulse.backupd.encryption;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.io.InputStream;

/** The way from stored bytes to what was put into them. */
@FunctionalInterface
public interface Opening {
    /** There is nothing to open. */
    Opening PLAIN = in -> in;

    /**
     * @param in closed with the stream, and left open where this fails
     * @throws BackupException {@code KEY_MISSING}
     */
    InputStream open(InputStream in) throws IOException, BackupException;
}
