package io.thingconnect.pulse.backupd.verify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RelayTest {
    /** Keeps what it gets, and fails from a byte on. */
    private static final class Store implements Sink {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final int limit;
        private final Exception failure;

        Store(int limit, Exception failure) {
            this.limit = limit;
            this.failure = failure;
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException, BackupException {
            if (bytes.size() + length > limit) {
                if (failure instanceof BackupException thrown) {
                    throw thrown;
                }
                if (failure instanceof RuntimeException thrown) {
                    throw thrown;
                }
                throw (IOException) failure;
            }
            bytes.write(from, offset, length);
        }

        @Override
        public void finish() {
            // The bytes are there.
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    private static Sha256 pass(byte[] content, Sink sink) throws IOException, BackupException {
        try (Relay relay = new Relay(sink)) {
            for (int at = 0; at < content.length; ) {
                byte[] block = relay.block();
                int length = Math.min(block.length, content.length - at);
                System.arraycopy(content, at, block, 0, length);
                relay.pass(length);
                at += length;
            }
            return relay.finish();
        }
    }

    @Test
    void whatIsPassed_arrivesInOrder_andIsHashed() throws Exception {
        byte[] content = new byte[37 * Relay.BLOCK + 5];
        new Random(1).nextBytes(content);
        Store store = new Store(content.length, null);
        assertEquals(Sha256.of(content), pass(content, store));
        assertArrayEquals(content, store.bytes.toByteArray());
    }

    @Test
    void aFailureToWrite_isThrownAtTheCaller_asItIs() {
        byte[] content = new byte[40 * Relay.BLOCK];
        for (int limit : new int[] {0, 3 * Relay.BLOCK, content.length - 1}) {
            IOException io = new IOException("no");
            assertSame(io, assertThrows(IOException.class, () -> pass(content, new Store(limit, io))));
            BackupException own = new BackupException(ErrorCode.CHAIN_BROKEN, "no", "");
            assertSame(own, assertThrows(BackupException.class, () -> pass(content, new Store(limit, own))));
            IllegalStateException defect = new IllegalStateException("no");
            assertSame(
                    defect, assertThrows(IllegalStateException.class, () -> pass(content, new Store(limit, defect))));
        }
    }

    @Test
    void closing_leavesNoThread() throws Exception {
        pass(new byte[3 * Relay.BLOCK], new Store(1 << 30, null));
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith("unpack-"))) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("a thread is left");
            }
            Thread.onSpinWait();
        }
    }
}
