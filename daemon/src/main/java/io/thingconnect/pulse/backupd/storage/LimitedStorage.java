package io.thingconnect.pulse.backupd.storage;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;

/**
 * A destination whose bytes pass at a limited rate, each direction for itself. Blocks are small enough that a thread is
 * never held for more than about a quarter of a second at a time.
 */
public final class LimitedStorage extends ForwardingStorage {
    private final Storage real;
    private final Throttle up;
    private final Throttle down;

    private LimitedStorage(Storage real, Throttle up, Throttle down) {
        super(real);
        this.real = real;
        this.up = up;
        this.down = down;
    }

    public static Storage of(Storage real, Bandwidth bandwidth, Clock clock) {
        return of(real, bandwidth, Throttle.Pace.real(clock));
    }

    static Storage of(Storage real, Bandwidth bandwidth, Throttle.Pace pace) {
        return new LimitedStorage(real, new Throttle(bandwidth, pace), new Throttle(bandwidth, pace));
    }

    @Override
    public InputStream read(String name) throws IOException {
        return new SlowInput(real.read(name));
    }

    @Override
    public ReadBack readBack(String name) throws IOException {
        ReadBack readBack = real.readBack(name);
        return new ReadBack(new SlowInput(readBack.stream()), readBack.direct());
    }

    @Override
    public Upload begin(String name) throws IOException {
        Upload upload = real.begin(name);
        return new WrappedUpload(upload, new SlowOutput(upload.stream()));
    }

    @Override
    public boolean isRemote() {
        return true;
    }

    @Override
    public int writeBlock() {
        return Math.min(up.block(), real.writeBlock());
    }

    private final class SlowOutput extends OutputStream {
        private final OutputStream out;

        SlowOutput(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int block = writeBlock();
            for (int done = 0; done < length; done += block) {
                int count = Math.min(block, length - done);
                up.pass(count);
                out.write(bytes, offset + done, count);
            }
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }

    private final class SlowInput extends FilterInputStream {
        SlowInput(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = in.read(bytes, offset, Math.min(length, down.block()));
            if (count > 0) {
                down.pass(count);
            }
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            return in.skip(count);
        }
    }
}
