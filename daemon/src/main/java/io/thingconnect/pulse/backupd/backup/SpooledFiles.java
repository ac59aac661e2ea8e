package io.thingconnect.pulse.backupd.backup;

import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.source.files.FileContent;
import io.thingconnect.pulse.backupd.source.files.FoundEntry;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The contents of changed files, one behind the other in one file of the spool. They are copied there because the control
 * files ahead of them in the archive name a state that includes their hashes, and a file that was read twice could differ.
 */
final class SpooledFiles implements AutoCloseable {
    private final OutputStream out;

    /** @param file to be created */
    SpooledFiles(Path file) throws IOException {
        out = new BufferedOutputStream(Channels.newOutputStream(DurableFiles.create(file)), 1 << 16);
    }

    /** Appends a file's content. Empty, with a warning, where it cannot be read any more. */
    Optional<Entry> add(FoundEntry found, Consumer<String> warnings, Work work) throws IOException, BackupException {
        Optional<FileContent> content = FileContent.open(found, warnings);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        try (FileContent open = content.get()) {
            MessageDigest digest = Sha256.digest();
            open.writeTo(new DigestOutputStream(out, digest), work);
            return Optional.of(found.entry().withContent(open.size(), Sha256.of(digest)));
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
