package io.thingconnect.pulse.backupd.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A destination with one {@link Fault}, which hits the files of one ending and nothing else. */
public final class FaultyStorage extends ForwardingStorage {
    private final Storage real;
    private final Fault fault;
    private final String ending;
    private final Map<String, List<StoredFile>> firstListings = new HashMap<>();

    public FaultyStorage(Storage real, Fault fault, String ending) {
        super(real);
        this.real = real;
        this.fault = fault;
        this.ending = ending;
    }

    private boolean hits(String name) {
        return name.endsWith(ending);
    }

    @Override
    public List<StoredFile> list(String directory) throws IOException {
        List<StoredFile> now = real.list(directory);
        return fault == Fault.STALE_LISTING ? firstListings.computeIfAbsent(directory, d -> now) : now;
    }

    @Override
    public InputStream read(String name) throws IOException {
        fault.beforeRead(hits(name));
        return real.read(name);
    }

    @Override
    public ReadBack readBack(String name) throws IOException {
        fault.beforeRead(hits(name));
        return real.readBack(name);
    }

    @Override
    public Upload begin(String name) throws IOException {
        if (!hits(name)) {
            return real.begin(name);
        }
        fault.beforeBegin();
        return new FaultyUpload(real.begin(name));
    }

    private final class FaultyUpload implements Upload {
        private final Upload upload;
        private final OutputStream stream;
        private long written;

        FaultyUpload(Upload upload) {
            this.upload = upload;
            this.stream = new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    write(new byte[] {(byte) b}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    byte[] stored = fault.stored(bytes, offset, length, written);
                    written += length;
                    upload.stream().write(stored);
                }
            };
        }

        @Override
        public OutputStream stream() {
            return stream;
        }

        @Override
        public void commit() throws IOException {
            fault.beforeCommit();
            upload.commit();
            fault.afterCommit();
        }

        @Override
        public void close() throws IOException {
            upload.close();
        }
    }
}
