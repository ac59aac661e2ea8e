package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.source.sqlite.DatabaseSnapshot.Changed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The two files that come of comparing with a parent. Either both stay, or none. The disk is not waited for: after a power
 * cut the delta is swept with the spool, and a page map that is not whole has no checksum.
 */
final class DeltaFiles implements AutoCloseable {
    private final Path mapFile;
    private final Path deltaFile;
    private final PageMapWriter map;
    private final DeltaWriter delta;
    private boolean kept;

    DeltaFiles(PageSource source, Path mapFile, Path deltaFile) throws IOException {
        this.mapFile = mapFile;
        this.deltaFile = deltaFile;
        delta = new DeltaWriter(deltaFile, source.pageSize());
        boolean opened = false;
        try {
            map = new PageMapWriter(mapFile, source.pageSize(), source.pages());
            opened = true;
        } finally {
            if (!opened) {
                delta.close();
                Files.deleteIfExists(deltaFile);
            }
        }
    }

    PageMapWriter map() {
        return map;
    }

    DeltaWriter delta() {
        return delta;
    }

    /** After the last page. */
    Changed keep(Sha256 after, long walGrowth, long heldMillis) throws IOException {
        Sha256 deltaSha256 = delta.sha256();
        map.close();
        kept = true;
        return new Changed(after, walGrowth, heldMillis, delta.frames(), delta.bytes(), deltaSha256);
    }

    @Override
    public void close() throws IOException {
        try (delta;
                map) {
            if (!kept) {
                Files.deleteIfExists(mapFile);
                Files.deleteIfExists(deltaFile);
            }
        }
    }
}
