package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.source.sqlite.DatabaseSnapshot.Changed;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The two files that come of comparing with a parent. Either both stay, forced to disk, or none. */
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

    /** After the last page: makes both durable. */
    Changed keep(Sha256 after, long walGrowth, long heldMillis) throws IOException {
        Sha256 deltaSha256 = delta.force();
        map.close();
        try (FileChannel channel = FileChannel.open(mapFile, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Path mapHome = mapFile.toAbsolutePath().getParent();
        Path deltaHome = deltaFile.toAbsolutePath().getParent();
        DurableFiles.syncDirectory(mapHome);
        if (!deltaHome.equals(mapHome)) {
            DurableFiles.syncDirectory(deltaHome);
        }
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
