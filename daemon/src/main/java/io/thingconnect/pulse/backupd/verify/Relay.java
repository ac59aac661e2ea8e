package io.thingconnect.pulse.backupd.verify;

import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Hashes a long content on one thread and writes it on another, while the caller reads and decompresses the next blocks.
 * A restore needs three passes of SHA-256 over most bytes (as stored, as unpacked, and as a database with its deltas laid
 * over), and in one thread they would take longer than all else together; nothing is left out, each is only elsewhere.
 *
 * <p>Blocks take turns: one is filled again when it has been both hashed and written. A failure to write is thrown at the
 * caller's next call.
 */
final class Relay implements AutoCloseable {
    static final int BLOCK = 1 << 18;

    private static final int BLOCKS = 8;

    private final Sink sink;
    private final MessageDigest digest = Sha256.digest();
    private final byte[][] blocks = new byte[BLOCKS][BLOCK];
    private final CompletableFuture<?>[] underWay = new CompletableFuture<?>[BLOCKS];
    private final ExecutorService hashing = thread("unpack-sha256");
    private final ExecutorService writing = thread("unpack-write");
    private int turn;
    private volatile boolean abandoned;
    /** The first failure to write; what comes after it is thrown away. */
    private volatile Exception failure;

    Relay(Sink sink) {
        this.sink = sink;
    }

    private static ExecutorService thread(String name) {
        return Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** The block to be filled next, as soon as it is free. */
    byte[] block() throws IOException, BackupException {
        await(underWay[turn]);
        return blocks[turn];
    }

    /** Takes what {@link #block} was filled with. */
    void pass(int length) {
        byte[] block = blocks[turn];
        CompletableFuture<Void> hashed = CompletableFuture.runAsync(() -> digest.update(block, 0, length), hashing);
        CompletableFuture<Void> written = CompletableFuture.runAsync(() -> write(block, length), writing);
        underWay[turn] = CompletableFuture.allOf(hashed, written);
        turn = (turn + 1) % BLOCKS;
    }

    private void write(byte[] block, int length) {
        if (abandoned || failure != null) {
            return;
        }
        try {
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

    /** Returns when the other threads no longer touch the sink. */
    @Override
    public void close() {
        abandoned = true;
        for (CompletableFuture<?> block : underWay) {
            if (block != null) {
                block.join();
            }
        }
        hashing.shutdown();
        writing.shutdown();
    }
}
