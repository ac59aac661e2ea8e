package io.thingconnect.pulse.backupd.storage.smb;

import com.hierynomus.mssmb2.SMB2FileId;
import com.hierynomus.mssmb2.SMB2Packet;
import com.hierynomus.mssmb2.messages.SMB2Flush;
import com.hierynomus.mssmb2.messages.SMB2WriteRequest;
import com.hierynomus.mssmb2.messages.SMB2WriteResponse;
import io.thingconnect.pulse.backupd.system.PlaceFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.Future;

/** Writes a file front to back, in blocks, several of them under way. */
final class SmbOutput extends OutputStream {
    /** So often on the way the server is told to put it on its disk: all at once at the end could outlast the timeout. */
    private static final long FLUSH_EVERY = 32L << 20;

    private final Link link;
    private final SMB2FileId file;
    private final String name;
    private final Pipeline<SMB2Packet> pipeline;
    private final byte[] block;
    private final MessageDigest digest = sha256();
    /** What the server is told to put on its disk, while more is written. */
    private Future<SMB2Packet> flush;

    private int filled;
    private long sent;
    private long unflushed;
    private IOException failure;

    SmbOutput(Link link, SMB2FileId file, String name) {
        this.link = link;
        this.file = file;
        this.name = name;
        this.pipeline = new Pipeline<>(link, name, SmbOutput::check);
        this.block = new byte[link.writeSize()];
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void check(SMB2Packet response, long offset, int length) throws IOException {
        if (response instanceof SMB2WriteResponse written && written.getBytesWritten() != length) {
            throw new PlaceFailure(
                    "the server took " + written.getBytesWritten() + " of " + length + " bytes at " + offset,
                    "Look at the server's log.",
                    null);
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        requireSound();
        if (sent + filled <= SmbUpload.COMPARED) {
            digest.update(bytes, offset, length);
        }
        for (int at = 0; at < length; ) {
            int count = Math.min(length - at, block.length - filled);
            System.arraycopy(bytes, offset + at, block, filled, count);
            filled += count;
            at += count;
            if (filled == block.length) {
                sendBlock();
            }
        }
    }

    private void requireSound() throws IOException {
        if (failure != null) {
            // Bytes are missing for good: nothing that comes after may make the file look whole.
            throw new IOException(failure.getMessage(), failure);
        }
    }

    /** The library has copied the bytes when a send returns, so the block can be filled anew. */
    private void sendBlock() throws IOException {
        try {
            Block bytes = new Block(block, filled, sent);
            while (bytes.isAvailable()) {
                long offset = bytes.getOffset();
                SMB2WriteRequest request = new SMB2WriteRequest(
                        link.dialect(), file, link.sessionId(), link.treeId(), bytes, link.writeSize());
                // How much goes into this one depends on the server's credit, and is known once it is sent.
                pipeline.send(request, offset, bytes::getLastWriteSize);
            }
            sent += filled;
            unflushed += filled;
            filled = 0;
            if (unflushed >= FLUSH_EVERY) {
                flushToDisk();
            }
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    /** One at a time: a server whose disk does not keep up is waited for here. */
    private void flushToDisk() throws IOException {
        takeFlush();
        flush = pipeline.start(new SMB2Flush(link.dialect(), file, link.sessionId(), link.treeId()));
        unflushed = 0;
    }

    private void takeFlush() throws IOException {
        if (flush != null) {
            pipeline.answer(flush);
            flush = null;
        }
    }

    /** Sends the rest, waits for every answer and for the server's disk. */
    void finish() throws IOException {
        requireSound();
        try {
            if (filled > 0) {
                sendBlock();
            }
            pipeline.takeAll();
            flushToDisk();
            takeFlush();
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    /** Bytes written, once finished. */
    long size() {
        return sent;
    }

    /** Of a file that is small enough to be {@linkplain SmbUpload#COMPARED compared}. */
    byte[] hash() {
        return digest.digest();
    }

    String name() {
        return name;
    }
}
