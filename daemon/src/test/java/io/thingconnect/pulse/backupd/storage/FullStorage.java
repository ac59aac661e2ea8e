package io.thingconnect.pulse.backupd.storage;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A destination with room for so many bytes, whatever files they belong to; what fits of a write is written. */
public final class FullStorage extends ForwardingStorage {
    private final Storage real;
    private long room;

    public FullStorage(Storage real, long room) {
        super(real);
        this.real = real;
        this.room = room;
    }

    @Override
    public Upload begin(String name) throws IOException {
        Upload upload = real.begin(name);
        return new WrappedUpload(upload, new Stream(upload.stream()));
    }

    private final class Stream extends FilterOutputStream {
        Stream(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int fits = (int) Math.min(room, length);
            out.write(bytes, offset, fits);
            room -= fits;
            if (fits < length) {
                throw new IOException("No space left on device");
            }
        }
    }
}
