package io.thingconnect.pulse.backupd.source.files;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One file opened for reading, with the size that will be written fixed at the opening. A file that changes while it is
 * read yields a warning; one that shrinks is filled up with zero bytes, as {@code tar} does, and a warning says so.
 *
 * <p>Small files are read whole at the opening, and again where they changed meanwhile, so that what is stored is one
 * state of the file. Thread interruption closes the channel: not for threads that others interrupt.
 */
public final class FileContent implements AutoCloseable {
    /** Up to here a file is read whole into memory. */
    static final int SMALL = 1024 * 1024;

    private static final int CHUNK = 128 * 1024;
    private static final int ATTEMPTS = 3;

    private final Path file;
    private final FileChannel channel;
    private final FileFacts atOpening;
    private final long size;
    private final Consumer<String> warnings;
    /** The content of a small file; null for the others. */
    private byte[] whole;

    private FileContent(Path file, FileChannel channel, FileFacts atOpening, long size, Consumer<String> warnings) {
        this.file = file;
        this.channel = channel;
        this.atOpening = atOpening;
        this.size = size;
        this.warnings = warnings;
    }

    /** Opens without following symlinks; empty, with a warning, where the file is gone, unreadable or no file any more. */
    public static Optional<FileContent> open(FoundEntry found, Consumer<String> warnings) {
        try {
            for (int attempt = 1; ; attempt++) {
                FileFacts facts = FileFacts.of(found.file());
                String refusal = refusal(found, facts);
                if (refusal != null) {
                    warnings.accept(Names.quoted(found.file()) + " " + refusal);
                    return Optional.empty();
                }
                FileContent content = openAs(found.file(), facts, warnings);
                if (content.whole == null || content.isUnchanged()) {
                    return Optional.of(content);
                }
                if (attempt == ATTEMPTS) {
                    content.warn("changed while it was read");
                    return Optional.of(content);
                }
                content.close();
            }
        } catch (IOException e) {
            warnings.accept(Names.quoted(found.file()) + " cannot be read: " + Names.reason(e));
            return Optional.empty();
        }
    }

    private static String refusal(FoundEntry found, FileFacts facts) throws IOException {
        if (!facts.isFile()) {
            return "is no regular file any more: left out";
        }
        if (!facts.fileKey().equals(found.fileKey()) && OwnDescriptors.hold(facts.fileKey())) {
            // A database that took this name since the walk: closing it would drop the locks that we hold on it.
            return "was replaced by a file that is in use here: left out";
        }
        return null;
    }

    private static FileContent openAs(Path file, FileFacts facts, Consumer<String> warnings) throws IOException {
        FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        try {
            byte[] bytes = facts.size() <= SMALL ? readWhole(channel) : null;
            long size = bytes == null ? channel.size() : bytes.length;
            FileContent content = new FileContent(file, channel, facts, size, warnings);
            content.whole = bytes;
            return content;
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    /** To the end, whatever the size said; null where the end is beyond {@link #SMALL}. */
    private static byte[] readWhole(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(channel.size(), SMALL) + 1);
        while (channel.read(buffer) >= 0) {
            if (buffer.position() > SMALL) {
                channel.position(0);
                return null;
            }
            if (!buffer.hasRemaining()) {
                buffer = ByteBuffer.allocate(SMALL + 1).put(buffer.flip());
            }
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    /** Exactly as many bytes as {@link #writeTo} will write. */
    public long size() {
        return size;
    }

    /** Once. Advances the work by each byte written. */
    public void writeTo(OutputStream out, Work work) throws IOException, BackupException {
        work.check();
        if (whole != null) {
            out.write(whole);
            work.advance(whole.length);
            return;
        }
        byte[] chunk = new byte[CHUNK];
        long left = size;
        int n = 0;
        while (left > 0 && n >= 0) {
            work.check();
            n = channel.read(ByteBuffer.wrap(chunk, 0, (int) Math.min(left, CHUNK)));
            if (n > 0) {
                out.write(chunk, 0, n);
                work.advance(n);
                left -= n;
            }
        }
        if (left > 0) {
            warn("shrank while it was read: filled up with " + left + " zero bytes");
            fill(out, left, work);
        } else if (!isUnchanged()) {
            warn("changed while it was read");
        }
    }

    private static void fill(OutputStream out, long count, Work work) throws IOException, BackupException {
        byte[] zeros = new byte[CHUNK];
        for (long left = count; left > 0; left -= CHUNK) {
            work.check();
            int n = (int) Math.min(left, CHUNK);
            out.write(zeros, 0, n);
            work.advance(n);
        }
    }

    private boolean isUnchanged() {
        try {
            return atOpening.sameContentAs(FileFacts.of(file)) && channel.size() == size;
        } catch (IOException unused) {
            // Gone by now: that is a change.
            return false;
        }
    }

    private void warn(String what) {
        warnings.accept(Names.quoted(file) + " " + what);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException unused) {
            // It was only read from, and what was wanted has been read.
        }
    }
}
