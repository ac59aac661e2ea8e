package io.thingconnect.pulse.backupd.archive;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.thingconnect.pulse.backupd.backupset.Compression;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** One way of making the tar stream smaller, behind three verbs. */
interface Compressor {
    /** Takes the tar stream. */
    OutputStream input();

    /** Ends the compressed stream; the sink stays open. */
    void finish() throws IOException;

    /** Frees threads and memory, finished or not. */
    void release() throws IOException;

    static Compressor open(OutputStream out, Compression compression, int level, int workers) throws IOException {
        return switch (compression) {
            case GZIP -> new Gzip(new ParallelGzipStream(out, level, workers));
            case ZSTD -> new Zstd(out, level, workers);
            case NONE -> new Plain(out);
        };
    }

    /** @see ParallelGzipStream */
    record Gzip(ParallelGzipStream input) implements Compressor {
        @Override
        public void finish() throws IOException {
            input.finish();
        }

        @Override
        public void release() {
            input.close();
        }
    }

    /**
     * One zstd frame with a checksum. Its worker threads are the library's own. Memory outside the heap grows with the
     * level: little at 3, some hundred MB at 19.
     */
    final class Zstd implements Compressor {
        /** Each write into the library crosses into native code; a tar block of 10 KiB would be too small for that. */
        private static final int CHUNK = 128 * 1024;

        private final ZstdOutputStreamNoFinalizer zstd;
        private final OutputStream input;

        Zstd(OutputStream out, int level, int workers) throws IOException {
            zstd = new ZstdOutputStreamNoFinalizer(out, level);
            zstd.setChecksum(true);
            zstd.setWorkers(Math.min(workers, ParallelGzipStream.MAX_WORKERS));
            input = new BufferedOutputStream(zstd, CHUNK);
        }

        @Override
        public OutputStream input() {
            return input;
        }

        @Override
        public void finish() throws IOException {
            input.flush();
            zstd.closeWithoutClosingParentStream();
        }

        @Override
        public void release() throws IOException {
            zstd.closeWithoutClosingParentStream();
        }
    }

    /** Nothing. */
    record Plain(OutputStream input) implements Compressor {
        @Override
        public void finish() {}

        @Override
        public void release() {}
    }
}
