package io.thingconnect.pulse.backupd.verify;

import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Hashes and writes a long content on a thread of its own, while the caller reads and decompresses the next blocks:
 * either takes about as long as the other. Blocks take turns and are filled again when they have been written.
 */
final class Relay implements AutoCloseable {
    static final int BLOCK = 1 << 18;

    private static final int BLOCKS = 8;

    private final Sink sink;
    private final MessageDigest digest = Sha256.digest();
    private final byte[][] blocks = new byte[BLOCKS][BLOCK];
    private final CompletableFuture<?>[] underWay = new CompletableFuture<?>[BLOCKS];
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread writing = new Thread(task, "unpack");
        writing.setDaemon(true);
        return writing;
    });
    private int turn;
    private volatile boolean abandoned;
    /** The first failure of the other thread; what comes after it is thrown away. */
    private volatile Exception failure;

    Relay(Sink sink) {
        this.sink = sink;
    }

    /** The block to be filled next, as soon as it is free. */
    byte[] block() throws IOException, BackupException {
        await(underWay[turn]);
        return blocks[turn];
    }

    /** Takes what {@link #block} was filled with. */
    void pass(int length) {
        byte[] block = blocks[turn];
        underWay[turn] = CompletableFuture.runAsync(() -> write(block, length), thread);
        turn = (turn + 1) % BLOCKS;
    }

    private void write(byte[] block, int length) {
        if (abandoned || failure != null) {
            return;
        }
        try {
            digest.update(block, 0, length);
            sink.write(block, 0, length);
        } catch (IOException | BackupException | RuntimeException e) {
            failure = e;
        }
    }

    /** Waits for the last block. */
    Sha256 finish() throws IOException, BackupException {
        for (CompletableFuture<?> block : underWay) {
            await(block);
        }
        return Sha256.of(digest);
    }

    /** Not by anything that an interrupt ends: the sink must not be closed while it is written to. */
    private void await(CompletableFuture<?> block) throws IOException, BackupException {
        if (block != null) {
            block.join();
        }
        Exception failed = failure;
        if (failed instanceof IOException thrown) {
            throw thrown;
        }
        if (failed instanceof BackupException thrown) {
            throw thrown;
        }
        if (failed instanceof RuntimeException thrown) {
            throw thrown;
        }
    }

    /** Returns when the other thread no longer touches the sink. */
    @Override
    public void close() {
        abandoned = true;
        for (CompletableFuture<?> block : underWay) {
            if (block != null) {
                block.join();
            }
        }
        thread.shutdown();
    }
}
