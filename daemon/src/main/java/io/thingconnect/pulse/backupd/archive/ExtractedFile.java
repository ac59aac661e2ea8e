package io.thingconnect.pulse.backupd.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A file being extracted: exactly as long as its member says; attributes are set and all is forced at the closing. */
final class ExtractedFile extends OutputStream {
    private final FileChannel channel;
    private final Path file;
    private final ArchiveMember member;
    private final Attributes attributes;
    private final Writeback writeback;
    private long written;

    ExtractedFile(FileChannel channel, Path file, ArchiveMember member, Attributes attributes) {
        this.channel = channel;
        this.file = file;
        this.member = member;
        this.attributes = attributes;
        this.writeback = new Writeback(channel);
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        if (count > member.size() - written) {
            throw new IOException("'" + member.path() + "' is longer than its " + member.size() + " bytes");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, count);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        written += count;
        writeback.written(count);
    }

    @Override
    public void close() throws IOException {
        if (!channel.isOpen()) {
            return;
        }
        try (channel) {
            if (written != member.size()) {
                throw new IOException("'" + member.path() + "' has " + written + " of its " + member.size() + " bytes");
            }
            writeback.finish();
            // Before the force, so that it covers them too.
            attributes.of(file, member);
            channel.force(true);
        }
    }
}
