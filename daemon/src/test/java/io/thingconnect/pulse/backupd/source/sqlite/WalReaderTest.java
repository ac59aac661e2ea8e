package io.thingconnect.pulse.backupd.source.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WalReaderTest {
    private static final int PAGE = 512;
    private static final long SALTS = 0x1234_5678_9abc_def0L;

    @TempDir
    private Path dir;

    private Path wal;
    private PageCopies copies;

    @BeforeEach
    void prepare() {
        wal = dir.resolve("pulse.db-wal");
        copies = new PageCopies(PAGE, dir, 1 << 20);
    }

    @AfterEach
    void close() {
        copies.close();
    }

    private long read() throws BackupException {
        return read(WalReader.Progress.of(new Work()));
    }

    private long read(WalReader.Progress progress) throws BackupException {
        return new WalReader(dir.resolve("pulse.db"), wal, copies, progress).read(PAGE, dir);
    }

    private void assertPage(int page, int fill) throws IOException {
        byte[] image = new byte[PAGE];
        assertTrue(copies.copy(page, image, 0), "no copy of page " + page);
        assertArrayEquals(WalBuilder.page(PAGE, fill), image);
    }

    private void assertNoPage(int page) throws IOException {
        assertFalse(copies.copy(page, new byte[PAGE], 0));
    }

    private static int end(int frames) {
        return WalHeader.BYTES + frames * (WalHeader.FRAME_HEADER + PAGE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void read_takesTheNewestCommittedImage_inBothByteOrders(boolean bigEndian) throws Exception {
        Files.write(
                wal,
                new WalBuilder(PAGE, bigEndian, SALTS)
                        .frame(1, 11, 0)
                        .frame(2, 12, 2)
                        .frame(2, 13, 0)
                        .frame(2, 14, 3)
                        .build());
        assertEquals(3, read());
        assertPage(1, 11);
        assertPage(2, 14);
        assertEquals(2, copies.size());
    }

    @Test
    void read_leavesOutWhatWasNotCommitted() throws Exception {
        Files.write(
                wal,
                new WalBuilder(PAGE, false, SALTS)
                        .frame(1, 1, 5)
                        .frame(1, 2, 0)
                        .frame(3, 3, 0)
                        .build());
        assertEquals(5, read());
        assertPage(1, 1);
        assertNoPage(3);
    }

    @Test
    void read_findsNothing_inAMissingEmptyShortOrZeroedWal() throws Exception {
        assertEquals(0, read());
        for (int length : new int[] {0, 31, 32, 5000}) {
            Files.write(wal, new byte[length]);
            assertEquals(0, read(), length + " bytes");
        }
        Files.write(wal, new WalBuilder(PAGE, false, SALTS).build());
        assertEquals(0, read());
    }

    @Test
    void read_stopsAtTheFirstDamagedFrame() throws Exception {
        byte[] good = new WalBuilder(PAGE, false, SALTS)
                .frame(1, 1, 1)
                .frame(2, 2, 2)
                .frame(3, 3, 3)
                .build();
        for (int at = end(1); at < end(2); at++) {
            byte[] bad = good.clone();
            bad[at] ^= 1;
            Files.write(wal, bad);
            assertEquals(1, read(), "byte " + at);
            assertNoPage(2);
            assertNoPage(3);
        }
    }

    @Test
    void read_stopsWhereAnOlderGenerationBegins() throws Exception {
        byte[] old = new WalBuilder(PAGE, false, SALTS + 1)
                .frame(1, 1, 1)
                .frame(2, 2, 2)
                .frame(3, 3, 9)
                .build();
        byte[] young = new WalBuilder(PAGE, false, SALTS).frame(2, 7, 4).build();
        System.arraycopy(young, 0, old, 0, young.length);
        Files.write(wal, old);
        assertEquals(4, read());
        assertPage(2, 7);
        assertEquals(1, copies.size());
    }

    @Test
    void read_stopsAtAFrameWithoutPageNumber() throws Exception {
        Files.write(
                wal,
                new WalBuilder(PAGE, false, SALTS).frame(1, 1, 1).frame(0, 2, 2).build());
        assertEquals(1, read());
    }

    @Test
    void read_refusesADamagedHeader() throws Exception {
        byte[] bad = new WalBuilder(PAGE, false, SALTS).frame(1, 1, 1).build();
        for (int at : new int[] {0, 4, 9, 12, 16, 20, 24, 31}) {
            byte[] mutated = bad.clone();
            mutated[at] ^= 0x40;
            Files.write(wal, mutated);
            assertEquals(
                    ErrorCode.SOURCE_CORRUPT,
                    assertThrows(BackupException.class, this::read).code(),
                    "byte " + at);
        }
    }

    @Test
    void read_refusesTheWalOfADatabaseWithOtherPages() throws Exception {
        Files.write(wal, new WalBuilder(1024, false, SALTS).frame(1, 1, 1).build());
        BackupException fault = assertThrows(BackupException.class, this::read);
        assertEquals(ErrorCode.SOURCE_CORRUPT, fault.code());
    }

    @Test
    void read_waitsForAHeaderSeenHalfWritten() throws Exception {
        byte[] whole = new WalBuilder(PAGE, false, SALTS).frame(1, 1, 1).build();
        byte[] half = whole.clone();
        half[20] ^= 1;
        Files.write(wal, half);
        int[] calls = {0};
        assertEquals(1, read(() -> {
            if (++calls[0] == 3) {
                overwrite(whole);
            }
        }));
    }

    /** Two blocks long, so that something can happen between them. */
    private byte[] longWal(long salts, int fill) {
        WalBuilder builder = new WalBuilder(PAGE, false, salts);
        for (int i = 0; i < 3000; i++) {
            builder.frame(i + 1, fill, i + 1);
        }
        return builder.build();
    }

    @Test
    void read_startsOver_whenTheWalWasStartedOverMeanwhile() throws Exception {
        Files.write(wal, longWal(SALTS, 1));
        byte[] restarted =
                new WalBuilder(PAGE, false, SALTS + 1).frame(2, 42, 7).build();
        int[] calls = {0};
        long pages = read(() -> {
            if (++calls[0] == 3) {
                overwrite(restarted);
            }
        });
        assertEquals(7, pages);
        assertPage(2, 42);
        assertEquals(1, copies.size());
    }

    @Test
    void read_startsOver_whenTheWalShrankMeanwhile() throws Exception {
        Files.write(wal, longWal(SALTS, 1));
        int[] calls = {0};
        long pages = read(() -> {
            if (++calls[0] == 3) {
                try (RandomAccessFile file = new RandomAccessFile(wal.toFile(), "rw")) {
                    file.setLength(0);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        });
        assertEquals(0, pages);
        assertEquals(0, copies.size());
    }

    @Test
    void read_endsAsSoonAsItIsCancelled() throws Exception {
        Files.write(wal, longWal(SALTS, 1));
        Work work = new Work();
        work.cancel();
        assertEquals(
                ErrorCode.CANCELLED,
                assertThrows(BackupException.class, () -> read(WalReader.Progress.of(work)))
                        .code());
    }

    private void overwrite(byte[] bytes) {
        try (RandomAccessFile file = new RandomAccessFile(wal.toFile(), "rw")) {
            file.write(bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void read_agreesWithSqliteAboutARealWal() throws Exception {
        Path db = dir.resolve("real.db");
        try (Connection writer = DriverManager.getConnection(ReadTransaction.url(db));
                Statement statement = writer.createStatement()) {
            statement.execute("PRAGMA page_size=512");
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA wal_autocheckpoint=0");
            statement.execute("CREATE TABLE t(x)");
            for (int i = 0; i < 50; i++) {
                statement.execute("INSERT INTO t VALUES (randomblob(2000))");
                statement.execute("DELETE FROM t WHERE rowid % 3 = 0");
            }
            Path mine = dir.resolve("mine.db");
            Files.copy(db, mine);
            wal = dir.resolve("real.db-wal");
            long pages = read();
            try (RandomAccessFile out = new RandomAccessFile(mine.toFile(), "rw")) {
                byte[] image = new byte[PAGE];
                for (int page = 1; page <= pages; page++) {
                    if (copies.copy(page, image, 0)) {
                        out.seek((page - 1L) * PAGE);
                        out.write(image);
                    }
                }
                out.setLength(pages * PAGE);
            }
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            assertEquals(-1, Files.mismatch(db, mine));
        }
    }

    /** Every mutation ends in an answer or a typed error; what it then holds is a prefix of what was committed. */
    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void read_survivesAnyDamage() throws Exception {
        Random random = new Random(20261123);
        WalBuilder builder = new WalBuilder(PAGE, true, SALTS);
        for (int i = 0; i < 40; i++) {
            builder.frame(1 + random.nextInt(20), i, random.nextInt(3) == 0 ? 20 + i : 0);
        }
        byte[] good = builder.build();
        Files.write(wal, good);
        long whole = read();
        int answers = 0;
        int refusals = 0;
        for (int i = 0; i < 4000; i++) {
            // A bad header costs 0.2 s of patience each time, so it is hit seldom; it has tests of its own.
            Files.write(wal, mutate(good, random, i % 200 == 0 ? 0 : WalHeader.BYTES));
            try {
                long pages = read();
                assertTrue(pages == 0 || (pages >= 20 && pages <= whole), "pages " + pages);
                answers++;
            } catch (BackupException e) {
                assertEquals(ErrorCode.SOURCE_CORRUPT, e.code());
                refusals++;
            }
        }
        assertTrue(answers > 3000 && refusals > 5, answers + " answers, " + refusals + " refusals");
    }

    private static byte[] mutate(byte[] good, Random random, int from) {
        byte[] bytes = good.clone();
        int kind = from == 0 ? 0 : random.nextInt(4);
        int at = from == 0 ? random.nextInt(WalHeader.BYTES) : from + random.nextInt(bytes.length - from);
        switch (kind) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + random.nextInt(700)), (byte) random.nextInt());
            case 2 -> bytes = Arrays.copyOf(bytes, at);
            default -> {
                int to = from + random.nextInt(bytes.length - from);
                System.arraycopy(good, at, bytes, to, Math.min(bytes.length - Math.max(at, to), random.nextInt(2000)));
            }
        }
        return bytes;
    }
}
