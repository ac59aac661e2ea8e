package io.thingconnect.pulse.backupd.archive;

import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.io.OutputStream;

/** Content whose writer hashes it anyway, so that nobody hashes the same bytes twice. */
@FunctionalInterface
public interface HashedContent {
    /** Writes exactly as many bytes as the header announced, and returns their SHA-256. */
    Sha256 writeTo(OutputStream out) throws IOException, BackupException;
}
