package io.thingconnect.pulse.backupd.storage.local;

import io.thingconnect.pulse.backupd.storage.Upload;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A file under a name nobody lists, until it is forced to disk and renamed. */
final class LocalUpload implements Upload {
    /**
     * Forced so often on the way: one flush of a whole archive at the end would stall every other fsync on that disk, the
     * application's among them.
     */
    private static final long FORCE_EVERY = 16L << 20;

    private final Path staged;
    private final Path target;
    private final FileChannel channel;
    private final OutputStream stream = new Stream();
    /** The flush under way, on a thread of its own: whoever writes goes on compressing meanwhile. */
    private CompletableFuture<Void> flush = CompletableFuture.completedFuture(null);

    private long unforced;
    private boolean committed;

    LocalUpload(Path staged, Path target) throws IOException {
        this.staged = staged;
        this.target = target;
        this.channel = DurableFiles.create(staged);
    }

    @Override
    public OutputStream stream() {
        return stream;
    }

    @Override
    public void commit() throws IOException {
        awaitFlush();
        channel.force(true);
        channel.close();
        DurableFiles.rename(staged, target);
        committed = true;
    }

    @Override
    public void close() throws IOException {
        flush.exceptionally(failure -> null).join();
        channel.close();
        if (!committed) {
            Files.deleteIfExists(staged);
        }
    }

    /** An error of writing back is reported once only, so the flush that met it must be heard. */
    private void awaitFlush() throws IOException {
        try {
            flush.join();
        } catch (CompletionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        }
    }

    private void beginFlush() throws IOException {
        if (!flush.isDone()) {
            return;
        }
        awaitFlush();
        unforced = 0;
        flush = new CompletableFuture<>();
        CompletableFuture<Void> begun = flush;
        Thread thread = new Thread(() -> force(begun), "upload-flush");
        thread.setDaemon(true);
        thread.start();
    }

    private void force(CompletableFuture<Void> done) {
        try {
            channel.force(false);
            done.complete(null);
        } catch (IOException | RuntimeException e) {
            done.completeExceptionally(e);
        }
    }

    private final class Stream extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            unforced += length;
            if (unforced >= FORCE_EVERY) {
                beginFlush();
            }
        }
    }
}
