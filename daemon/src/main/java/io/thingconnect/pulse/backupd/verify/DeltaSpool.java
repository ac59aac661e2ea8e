package io.thingconnect.pulse.backupd.verify;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.DiskSpace;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Sizes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/** The deltas of a chain, waiting for the base: archives are read newest first, and are laid over it oldest first. */
final class DeltaSpool implements AutoCloseable {
    /** One that the daemon's sweep of its spool knows. */
    private static final String PREFIX = "verify-";

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path scratch;
    private final Path directory;
    private int count;
    private long needed;

    /** Makes nothing yet. */
    DeltaSpool(Path scratch) {
        this.scratch = scratch;
        this.directory = scratch.resolve(PREFIX + UUID.randomUUID());
    }

    /** A place for a delta; its name tells whoever reads a message which link it is. */
    Path place(Label label, long bytes) {
        needed += bytes;
        return directory.resolve(++count + ".delta-" + label);
    }

    /**
     * Makes room for what has got a place.
     *
     * @param label of the backup, for messages
     * @throws BackupException {@code NO_SPACE}
     */
    void prepare(Label label) throws IOException, BackupException {
        if (needed == 0) {
            return;
        }
        DurableFiles.createDirectories(scratch);
        long free = DiskSpace.usable(scratch);
        if (free < needed) {
            throw new BackupException(
                    ErrorCode.NO_SPACE,
                    "the deltas of " + label + " need " + Sizes.text(needed) + " in " + scratch + ", free are "
                            + Sizes.text(free),
                    "Free space there.");
        }
        Files.createDirectory(directory, OWNER_ONLY);
    }

    static Sink sink(Path place) throws IOException {
        FileChannel channel = DurableFiles.create(place);
        return new Sink() {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }

            @Override
            public void finish() {
                // It is read back at once, and gone after a power cut anyway.
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    @Override
    public void close() throws IOException {
        DurableFiles.deleteTree(directory);
    }
}
