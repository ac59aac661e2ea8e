package io.thingconnect.pulse.backupd.source.sqlite;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Scratch space in the spool. */
final class SpoolFile {
    private SpoolFile() {}

    /**
     * A file that has no name any more: closing it frees its space, and so does the death of this process.
     *
     * @param prefix of the name it has for an instant
     */
    static RandomAccessFile nameless(Path spool, String prefix) throws IOException {
        Path file = Files.createTempFile(spool, prefix, ".tmp");
        try {
            return new RandomAccessFile(file.toFile(), "rw");
        } finally {
            Files.delete(file);
        }
    }

    static void closeQuietly(RandomAccessFile file) {
        if (file == null) {
            return;
        }
        try {
            file.close();
        } catch (IOException e) {
            // Scratch: nothing of value is lost with it.
        }
    }

    /** Removes a directory of plain files; what cannot be removed stays for the spool's own sweep. */
    static void removeQuietly(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            // The names begin with "stopped-": the sweep at the next start finds them.
        }
    }
}
