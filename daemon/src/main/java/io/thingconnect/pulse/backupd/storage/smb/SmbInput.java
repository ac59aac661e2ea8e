package io.thingconnect.pulse.backupd.storage.smb;

import com.hierynomus.mssmb2.messages.SMB2ReadRequest;
import com.hierynomus.mssmb2.messages.SMB2ReadResponse;
import com.hierynomus.smbj.share.File;
import io.thingconnect.pulse.backupd.system.PlaceFailure;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Reads a file front to back, blocks ahead of the reader under way; closing it closes its connection. */
final class SmbInput extends InputStream {
    private final Link link;
    private final File file;
    private final String name;
    private final long size;
    private final Pipeline<SMB2ReadResponse> pipeline;

    private byte[] block = new byte[0];
    private int at;
    /** The first byte that has not come yet. */
    private long came;

    private long asked;
    private boolean isShort;

    SmbInput(Link link, File file, String name, long size) {
        this.link = link;
        this.file = file;
        this.name = name;
        this.size = size;
        this.pipeline = new Pipeline<>(link, name, this::take);
    }

    private void take(SMB2ReadResponse response, long offset, int length) throws IOException {
        block = response.getData();
        at = 0;
        came = offset + block.length;
        isShort = block.length < length;
        if (block.length == 0 || block.length > length) {
            throw new PlaceFailure(
                    "the server gave " + block.length + " of " + length + " bytes at " + offset + " of " + name,
                    "Somebody may have changed the file meanwhile; try again.",
                    null);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        if (at == block.length) {
            if (came == size) {
                return -1;
            }
            next();
        }
        int count = Math.min(length, block.length - at);
        System.arraycopy(block, at, bytes, offset, count);
        at += count;
        return count;
    }

    private void next() throws IOException {
        if (isShort) {
            // A server may give less than it was asked for: what was asked for beyond it lies too far ahead.
            pipeline.discard();
            asked = came;
            isShort = false;
        }
        // Where the server's credit is used up, sending one takes in another.
        while (asked < size && !pipeline.isFull() && at == block.length) {
            int length = (int) Math.min(link.readSize(), size - asked);
            SMB2ReadRequest request = new SMB2ReadRequest(
                    link.dialect(), file.getFileId(), link.sessionId(), link.treeId(), asked, length);
            pipeline.send(request, asked, () -> length);
            asked += length;
        }
        if (at == block.length) {
            pipeline.takeOldest();
        }
    }

    @Override
    public void close() throws IOException {
        // The server closes the file with the connection.
        link.close();
    }
}
