package io.thingconnect.pulse.backupd.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.encryption.Opening;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Archives, and readers that refuse them. */
abstract class ArchiveReading {

    @TempDir
    Path scratch;

    static BackupException refuses(byte[] archive, Compression compression, ArchiveReader.Limits limits) {
        return assertThrows(BackupException.class, () -> {
            try (ArchiveReader reader =
                    ArchiveReader.open(new ByteArrayInputStream(archive), compression, Opening.PLAIN, limits)) {
                reader.finish();
            }
        });
    }

    static void assertRefused(ErrorCode code, String words, byte[] tar) {
        BackupException refusal = refuses(tar, Compression.NONE, Samples.WIDE);
        assertEquals(code, refusal.code(), refusal.getMessage());
        assertTrue(refusal.getMessage().contains(words), refusal.getMessage());
    }
}
