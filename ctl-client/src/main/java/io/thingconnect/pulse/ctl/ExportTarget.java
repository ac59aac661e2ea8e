package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Where an export goes. Nothing stands under its name before all of it has come and is on the medium. */
abstract class ExportTarget implements AutoCloseable {
    private final List<Path> parts = new ArrayList<>();
    private final List<Object> files = new ArrayList<>();
    private OutputStream open;
    private boolean finished;

    /**
     * What follows belongs to this file.
     *
     * @param name relative, as below a destination: {@code daily/LABEL.tar.gz}
     */
    abstract void file(String name, long bytes, String sha256) throws Failure, IOException;

    abstract void bytes(byte[] bytes) throws Failure, IOException;

    /** All has come. */
    abstract void finish() throws Failure, IOException;

    /** What was written, for people; nothing where it went to standard output. */
    final List<Object> files() {
        return files;
    }

    /** Begins a file that is seen under its name only after {@link #publish}. */
    final OutputStream begin(Path file) throws Failure, IOException {
        endFile();
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            // Whoever may read a backup may read all that it holds.
            Files.deleteIfExists(part);
            Files.createFile(part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            open = Files.newOutputStream(part, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
        parts.add(file);
        return open;
    }

    final void write(byte[] bytes) throws Failure {
        try {
            open.write(bytes);
        } catch (IOException e) {
            throw unwritable(parts.get(parts.size() - 1), e);
        }
    }

    private void endFile() throws IOException {
        if (open != null) {
            open.close();
            open = null;
        }
    }

    /** Gives every file its name, in the order in which they came: a {@code .sha256} after what it speaks of. */
    final void publish() throws Failure, IOException {
        endFile();
        for (Path file : parts) {
            Path part = file.resolveSibling(file.getFileName() + ".part");
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                channel.force(true);
            } catch (IOException e) {
                throw unwritable(file, e);
            }
        }
        for (Path file : parts) {
            Path part = file.resolveSibling(file.getFileName() + ".part");
            try {
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            }
            files.add(file.toString());
        }
        finished = true;
    }

    static Failure unwritable(Path file, IOException e) {
        return new Failure(
                Exit.FAILED,
                "Unwritable",
                "the export cannot be written to " + file + ": " + e.getMessage(),
                "Name a file in a directory that is yours and has room.");
    }

    /** What did not come whole does not stay. */
    @Override
    public void close() throws IOException {
        endFile();
        if (!finished) {
            for (Path file : parts) {
                Files.deleteIfExists(file.resolveSibling(file.getFileName() + ".part"));
            }
        }
    }
}
