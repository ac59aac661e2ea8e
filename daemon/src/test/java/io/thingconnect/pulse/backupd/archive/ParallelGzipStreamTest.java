package io.thingconnect.pulse.backupd.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ParallelGzipStreamTest {
    private static final int BLOCK = ParallelGzipStream.BLOCK;

    private static byte[] gzip(byte[] input, int level, int workers, int piece) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ParallelGzipStream gzip = new ParallelGzipStream(out, level, workers)) {
            for (int at = 0; at < input.length; at += piece) {
                gzip.write(input, at, Math.min(piece, input.length - at));
            }
            gzip.finish();
        }
        return out.toByteArray();
    }

    private static byte[] gunzip(byte[] gzip) throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                1,
                2,
                511,
                32767,
                32768,
                32769,
                BLOCK - 1,
                BLOCK,
                BLOCK + 1,
                2 * BLOCK - 1,
                2 * BLOCK,
                2 * BLOCK + 1,
                7 * BLOCK,
                9 * BLOCK + 4321
            })
    void everySizeAroundABlockBorderComesBack(int size) throws IOException {
        byte[] input = Samples.bytes(size, size);
        assertArrayEquals(input, gunzip(gzip(input, 6, 2, 10240)));
        assertArrayEquals(input, new GzipSource(new ByteArrayInputStream(gzip(input, 6, 3, 999))).readAllBytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
    void everyLevelComesBackFromNoiseAndFromMonotony(int level) throws IOException {
        byte[] noise = new byte[3 * BLOCK + 17];
        new Random(level).nextBytes(noise);
        assertArrayEquals(noise, gunzip(gzip(noise, level, 2, 65536)));
        byte[] monotony = new byte[3 * BLOCK + 17];
        assertArrayEquals(monotony, gunzip(gzip(monotony, level, 2, 65536)));
    }

    @Test
    void randomSizesInRandomPiecesComeBack() throws IOException {
        Random random = new Random(42);
        for (int i = 0; i < 60; i++) {
            byte[] input = Samples.bytes(i, random.nextInt(3 * BLOCK));
            int piece = 1 + random.nextInt(50_000);
            byte[] gzip = gzip(input, 1 + random.nextInt(9), 1 + random.nextInt(4), piece);
            assertArrayEquals(input, gunzip(gzip), "case " + i);
        }
    }

    @Test
    void bytesDependOnInputAndLevelAlone() throws IOException {
        byte[] input = Samples.bytes(5, 10 * BLOCK + 3);
        byte[] once = gzip(input, 6, 1, 10240);
        assertArrayEquals(once, gzip(input, 6, 2, 777));
        assertArrayEquals(once, gzip(input, 6, 7, input.length));
    }

    @Test
    void theWindowReachesBackIntoTheBlockBefore() throws IOException {
        byte[] phrase = new byte[20_000];
        new Random(1).nextBytes(phrase);
        byte[] input = new byte[2 * BLOCK];
        // The same noise just before and just after a block border: found again only with a dictionary.
        System.arraycopy(phrase, 0, input, BLOCK - phrase.length, phrase.length);
        System.arraycopy(phrase, 0, input, BLOCK, phrase.length);
        assertTrue(gzip(input, 6, 2, 10240).length < 1.2 * phrase.length);
    }

    @Test
    void threadsEndAtCloseFinishedOrNot() throws IOException {
        long before = Samples.compressorThreads();
        ParallelGzipStream gzip = new ParallelGzipStream(OutputStream.nullOutputStream(), 6, 3);
        assertEquals(before + 3, Samples.compressorThreads());
        gzip.write(Samples.bytes(1, 20 * BLOCK));
        gzip.close();
        assertEquals(before, Samples.compressorThreads());
        gzip.close();
        assertThrows(IOException.class, () -> gzip.write(1));
    }

    @Test
    void aFailingSinkIsTheWritersExceptionAndLeavesNoThread() throws IOException {
        long before = Samples.compressorThreads();
        byte[] noise = new byte[40 * BLOCK];
        new Random(3).nextBytes(noise);
        for (int after : new int[] {10, BLOCK, 5 * BLOCK, 38 * BLOCK}) {
            ParallelGzipStream gzip = new ParallelGzipStream(new FullDisk(after), 1, 2);
            IOException failure = assertThrows(IOException.class, () -> {
                gzip.write(noise);
                gzip.finish();
            });
            assertEquals("no space left", failure.getMessage());
            gzip.close();
            assertEquals(before, Samples.compressorThreads());
        }
    }

    @Test
    void closeLeavesAnInterruptStanding() throws IOException {
        ParallelGzipStream gzip = new ParallelGzipStream(OutputStream.nullOutputStream(), 6, 2);
        Thread.currentThread().interrupt();
        gzip.close();
        assertTrue(Thread.interrupted());
        assertEquals(0, Samples.compressorThreads());
    }

    /** Takes so many bytes and no more. */
    private static final class FullDisk extends OutputStream {
        private int left;

        FullDisk(int left) {
            this.left = left;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[1], 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            left -= count;
            if (left < 0) {
                throw new IOException("no space left");
            }
        }
    }
}
