package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.backupset.Sha256;
import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The SHA-256 of blocks in their order, by a thread of its own: it is the slowest part of a pass, and the application is
 * held until the pass ends. Two blocks take turns; one is hashed while the other is filled.
 */
final class BlockDigest implements AutoCloseable {
    private final MessageDigest digest = Sha256.digest();
    private final byte[][] blocks;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread hashing = new Thread(task, "database-sha256");
        hashing.setDaemon(true);
        return hashing;
    });
    private CompletableFuture<Void> underWay = CompletableFuture.completedFuture(null);
    private int turn;

    BlockDigest(int blockBytes) {
        blocks = new byte[2][blockBytes];
    }

    /** The block to be filled next. */
    byte[] block() {
        return blocks[turn];
    }

    /** Takes what {@link #block} was filled with; it may still be read, until it is its turn again. */
    void update(int length) {
        byte[] block = blocks[turn];
        // When the other block is done, it can be filled again.
        underWay.join();
        underWay = CompletableFuture.runAsync(() -> digest.update(block, 0, length), thread);
        turn = 1 - turn;
    }

    Sha256 finish() {
        underWay.join();
        return Sha256.of(digest);
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
