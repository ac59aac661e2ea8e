package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/**
 * The one descriptor of a database's main file. Never through a channel: an interrupt closes a channel, and closing
 * drops the locks this process holds on the file.
 */
final class MainFile implements AutoCloseable {
    private final Path path;
    private final RandomAccessFile file;

    private MainFile(Path path, RandomAccessFile file) {
        this.path = path;
        this.file = file;
    }

    /** Only with the {@link Claims claim} on this file in hand, and before any connection to it. */
    static MainFile open(Path path) throws BackupException {
        try {
            return new MainFile(path, new RandomAccessFile(path.toFile(), "r"));
        } catch (FileNotFoundException e) {
            throw Faults.unreadable(path, e.getMessage(), e);
        }
    }

    /** Reads up to {@code length} bytes; fewer only at the end of the file. */
    int read(long offset, byte[] into, int length) throws BackupException {
        try {
            file.seek(offset);
            return readFully(file, into, 0, length);
        } catch (IOException e) {
            throw Faults.unreadable(path, e.getMessage(), e);
        }
    }

    static int readFully(RandomAccessFile file, byte[] into, int offset, int length) throws IOException {
        int got = 0;
        while (got < length) {
            int n = file.read(into, offset + got, length - got);
            if (n < 0) {
                break;
            }
            got += n;
        }
        return got;
    }

    DatabaseHeader header() throws BackupException {
        byte[] head = new byte[DatabaseHeader.BYTES];
        int length = read(0, head, head.length);
        if (length == 0) {
            throw Faults.empty(path);
        }
        return DatabaseHeader.parse(head, length)
                .orElseThrow(() -> Faults.corrupt(path, "it is not a SQLite database", null));
    }

    long length() throws BackupException {
        try {
            return file.length();
        } catch (IOException e) {
            throw Faults.unreadable(path, e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            // A descriptor that was only read from is gone all the same.
        }
    }
}
