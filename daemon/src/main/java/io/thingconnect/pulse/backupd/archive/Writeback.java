package io.thingconnect.pulse.backupd.archive;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Has the disk begin with a large file while the rest of it is still being made, so that forcing it at its end has little
 * left to do.
 */
final class Writeback {
    /** Bytes between two nudges. */
    private static final long STEP = 32 << 20;

    private final FileChannel channel;
    private long since;
    private FutureTask<Void> nudge;

    Writeback(FileChannel channel) {
        this.channel = channel;
    }

    /** Never waits. */
    void written(long bytes) throws IOException {
        since += bytes;
        if (since < STEP || (nudge != null && !nudge.isDone())) {
            return;
        }
        finish();
        since = 0;
        nudge = new FutureTask<>(() -> {
            channel.force(false);
            return null;
        });
        Thread thread = new Thread(nudge, "writeback");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Waits for the nudge under way.
     *
     * @throws IOException what any nudge met: the kernel tells an open file of a write that failed only once, so the force at
     *     its end would not hear of it
     */
    void finish() throws IOException {
        if (nudge == null) {
            return;
        }
        try {
            nudge.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IOException("what was written could not be forced to disk", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while the disk was waited for").initCause(e);
        }
    }
}
