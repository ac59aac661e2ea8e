package io.thingconnect.pulse.backupd.source.files;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One file opened for reading, with the size that will be written fixed at the opening. A file that changes while it is
 * read yields a warning; one that shrinks is filled up with zero bytes, as {@code tar} does, and a warning says so.
 */
public final class FileContent implements AutoCloseable {
    private FileContent() {}

    /** Opens without following symlinks; empty, with a warning, where the file is gone, unreadable or no file any more. */
    public static Optional<FileContent> open(FoundEntry found, Consumer<String> warnings) {
        throw new UnsupportedOperationException();
    }

    /** Exactly as many bytes as {@link #writeTo} will write. */
    public long size() {
        throw new UnsupportedOperationException();
    }

    public void writeTo(OutputStream out, Work work) throws IOException, BackupException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
