package io.thingconnect.pulse.backupd.archive;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.io.OutputStream;

/** Writes the bytes of one member: exactly as many as its header announced. */
@FunctionalInterface
public interface Content {
    void writeTo(OutputStream out) throws IOException, BackupException;
}
