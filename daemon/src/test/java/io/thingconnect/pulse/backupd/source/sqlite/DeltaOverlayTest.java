package io.thingconnect.pulse.backupd.source.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeltaOverlayTest {
    private static final int PAGE = 512;
    private static final long SALTS = 0x0102030405060708L;

    @TempDir
    private Path dir;

    private final byte[] base = Deltas.state(PAGE, 6, new Random(3));
    private final List<Path> deltas = new ArrayList<>();

    private WalBuilder wal() {
        return new WalBuilder(PAGE, false, SALTS);
    }

    private void add(WalBuilder wal) throws IOException {
        add(wal.build());
    }

    private void add(byte[] bytes) throws IOException {
        deltas.add(Files.write(dir.resolve("pulse.db.delta-" + deltas.size()), bytes));
    }

    private Deltas.Laid lay() throws Exception {
        return Deltas.lay(base, deltas);
    }

    private String refusal() {
        BackupException fault = assertThrows(BackupException.class, this::lay);
        assertEquals(ErrorCode.ARCHIVE_CORRUPT, fault.code());
        return fault.getMessage();
    }

    private void assertRefused(String why) {
        String message = refusal();
        assertTrue(message.contains(why), message);
    }

    private static byte[] page(int fill) {
        return WalBuilder.page(PAGE, fill);
    }

    private static byte[] page(byte[] file, int number) {
        return Arrays.copyOfRange(file, (number - 1) * PAGE, number * PAGE);
    }

    @Test
    void withoutDeltas_theBasePassesThrough() throws Exception {
        Deltas.Laid laid = lay();
        assertArrayEquals(base, laid.file());
        assertEquals(new DeltaOverlay.Result(Sha256.of(base), base.length), laid.result());
    }

    @Test
    void emptyDeltas_changeNothing() throws Exception {
        add(new byte[0]);
        add(new byte[0]);
        assertArrayEquals(base, lay().file());
    }

    @Test
    void theNewestImage_wins() throws Exception {
        add(wal().frame(2, 1, 0).frame(3, 1, 6));
        add(new byte[0]);
        add(wal().frame(3, 2, 0).frame(6, 2, 6));
        byte[] file = lay().file();
        assertArrayEquals(page(base, 1), page(file, 1));
        assertArrayEquals(page(1), page(file, 2));
        assertArrayEquals(page(2), page(file, 3));
        assertArrayEquals(page(base, 4), page(file, 4));
        assertArrayEquals(page(2), page(file, 6));
    }

    @Test
    void theResult_isHashedAndCounted() throws Exception {
        add(wal().frame(2, 1, 0).frame(7, 1, 7));
        Deltas.Laid laid = lay();
        assertEquals(new DeltaOverlay.Result(Sha256.of(laid.file()), 7 * PAGE), laid.result());
    }

    @Test
    void pagesBeyondTheSize_areCutOff() throws Exception {
        add(wal().frame(2, 1, 3));
        byte[] file = lay().file();
        assertEquals(3 * PAGE, file.length);
        assertArrayEquals(page(base, 3), page(file, 3));
    }

    @Test
    void pagesThatWereCutOff_comeBackWithNewImagesOnly() throws Exception {
        add(wal().frame(5, 1, 6));
        add(wal().frame(1, 2, 4));
        add(wal().frame(5, 3, 0).frame(6, 3, 6));
        byte[] file = lay().file();
        assertArrayEquals(page(base, 4), page(file, 4));
        assertArrayEquals(page(3), page(file, 5));
        assertArrayEquals(page(3), page(file, 6));
    }

    /** Neither the base's nor the older delta's image is what stood there. */
    @Test
    void aPageThatWasCutOffAndIsMissing_isRefused() throws Exception {
        add(wal().frame(5, 1, 6));
        add(wal().frame(1, 2, 4));
        add(wal().frame(6, 3, 6));
        assertRefused("page 5 of 6 is in none of the files");
    }

    @Test
    void aPageThatNoFileHas_isRefused() throws Exception {
        add(wal().frame(8, 1, 8));
        assertRefused("page 7 of 8 is in none of the files");
    }

    @Test
    void aHugeSize_isRefusedBeforeMuchIsWritten() throws Exception {
        add(wal().frame(2, 1, 0x7fffffff));
        assertRefused("page 7 of 2147483647 is in none of the files");
    }

    @Test
    void otherPageSizes_areRefused() throws Exception {
        add(new WalBuilder(1024, false, SALTS).frame(1, 1, 3));
        assertRefused("its pages are 512 bytes, those of the deltas 1024");
        deltas.clear();
        add(wal().frame(1, 1, 3));
        add(new WalBuilder(1024, false, SALTS).frame(1, 1, 3));
        assertRefused("its pages are 1024 bytes, those of older deltas 512");
    }

    @Test
    void aBaseThatEndsWithinAPage_isRefused() throws Exception {
        add(wal().frame(1, 1, 3));
        for (int length : new int[] {0, 1, 99, 100, PAGE - 1, PAGE + 1, base.length - 1}) {
            BackupException fault =
                    assertThrows(BackupException.class, () -> Deltas.lay(Arrays.copyOf(base, length), deltas));
            assertTrue(fault.getMessage().contains("the base ends within a page"), fault.getMessage());
        }
    }

    @Test
    void aBaseThatIsNoDatabase_isRefused() throws Exception {
        add(wal().frame(1, 1, 6));
        base[0] = 'x';
        assertRefused("the base is not a SQLite database");
    }

    @Test
    void framesOutOfOrder_areRefused() throws Exception {
        add(wal().frame(3, 1, 0).frame(2, 1, 6));
        assertRefused("page 2 has no place behind page 3");
    }

    @Test
    void aPageTwice_isRefused() throws Exception {
        add(wal().frame(2, 1, 0).frame(2, 2, 6));
        assertRefused("page 2 has no place behind page 2");
    }

    @Test
    void pageZero_isRefused() throws Exception {
        add(wal().frame(0, 1, 6));
        assertRefused("page 0 has no place");
    }

    @Test
    void theLockPage_isRefused() throws Exception {
        int lockPage = (int) DatabaseHeader.lockPage(PAGE);
        add(wal().frame(lockPage, 1, lockPage));
        assertRefused("page " + lockPage + " has no place");
    }

    @Test
    void aPageBeyondTheSize_isRefused() throws Exception {
        add(wal().frame(2, 1, 0).frame(6, 2, 5));
        assertRefused("it carries page 6 of 5");
    }

    @Test
    void twoCommits_areRefused() throws Exception {
        add(wal().frame(1, 1, 6).frame(2, 1, 6));
        assertRefused("its last frame is not the one that commits");
    }

    @Test
    void noCommit_isRefused() throws Exception {
        add(wal().frame(1, 1, 0).frame(2, 1, 0));
        assertRefused("its last frame is not the one that commits");
    }

    @Test
    void aHeaderAlone_isRefused() throws Exception {
        add(wal());
        assertRefused("no whole number of pages");
    }

    @Test
    void trailingBytes_areRefused() throws Exception {
        byte[] good = wal().frame(1, 1, 6).build();
        add(Arrays.copyOf(good, good.length + 1));
        assertRefused("no whole number of pages");
    }

    @Test
    void aFrameOfAnotherGeneration_isRefused() throws Exception {
        byte[] good = wal().frame(1, 1, 0).frame(2, 1, 6).build();
        byte[] other =
                new WalBuilder(PAGE, false, 7).frame(1, 1, 0).frame(2, 1, 6).build();
        int frame = WalHeader.FRAME_HEADER + PAGE;
        System.arraycopy(other, other.length - frame, good, good.length - frame, frame);
        add(good);
        assertRefused("the checksum of its frame 2 is wrong");
    }

    @Test
    void aDeltaOfEitherByteOrder_isTaken() throws Exception {
        add(new WalBuilder(PAGE, true, SALTS).frame(2, 1, 6));
        assertArrayEquals(page(1), page(lay().file(), 2));
    }

    @Test
    void whatIsNoRegularFile_isRefusedUnopened() throws Exception {
        add(wal().frame(1, 1, 6));
        deltas.set(0, Files.createSymbolicLink(dir.resolve("link"), deltas.get(0)));
        assertRefused("not a regular file");
        deltas.set(0, dir.resolve("none"));
        assertRefused("not a regular file");
        deltas.set(0, dir);
        assertRefused("not a regular file");
    }

    @Test
    void theMessage_namesTheDelta() throws Exception {
        add(wal().frame(1, 1, 6));
        byte[] bad = wal().frame(1, 1, 6).build();
        bad[100] ^= 1;
        add(bad);
        assertRefused("'pulse.db.delta-1'");
    }

    @Test
    void aDeltaChangedAfterItWasChecked_isRefused() throws Exception {
        WalBuilder many = wal();
        for (int page = 1; page <= 1000; page++) {
            many.frame(page, 1, page == 1000 ? 1000 : 0);
        }
        add(many);
        try (DeltaOverlay overlay = DeltaOverlay.open(deltas, OutputStream.nullOutputStream(), new Work())) {
            Files.write(deltas.get(0), Arrays.copyOf(many.build(), 1 << 17));
            overlay.write(base, 0, base.length);
            BackupException fault = assertThrows(BackupException.class, overlay::finish);
            assertTrue(fault.getMessage().contains("changed after it was checked"), fault.getMessage());
        }
    }

    @Test
    void aFaultWhileWriting_isGivenAgainAtTheEnd() throws Exception {
        add(wal().frame(1, 1, 6));
        try (DeltaOverlay overlay = DeltaOverlay.open(deltas, OutputStream.nullOutputStream(), new Work())) {
            IOException first = assertThrows(IOException.class, () -> overlay.write(new byte[200], 0, 200));
            assertSame(first.getCause(), assertThrows(BackupException.class, overlay::finish));
        }
    }

    @Test
    void anOutputThatFailed_isNoResult() throws Exception {
        add(wal().frame(1, 1, 6));
        OutputStream full = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        try (DeltaOverlay overlay = DeltaOverlay.open(deltas, full, new Work())) {
            assertThrows(IOException.class, () -> overlay.write(base, 0, base.length));
            assertThrows(IOException.class, overlay::finish);
        }
    }

    @Test
    void cancelling_endsIt() throws Exception {
        add(wal().frame(1, 1, 6));
        Work work = new Work();
        try (DeltaOverlay overlay = DeltaOverlay.open(deltas, OutputStream.nullOutputStream(), work)) {
            work.cancel();
            assertThrows(IOException.class, () -> overlay.write(base, 0, base.length));
            assertEquals(
                    ErrorCode.CANCELLED,
                    assertThrows(BackupException.class, overlay::finish).code());
        }
        BackupException fault =
                assertThrows(BackupException.class, () -> DeltaOverlay.open(deltas, new ByteArrayOutputStream(), work));
        assertEquals(ErrorCode.CANCELLED, fault.code());
    }

    /** Chains of random states, of every page size. */
    @Test
    void randomChains_giveEachState() throws Exception {
        Random random = new Random(20261123);
        for (int round = 0; round < 120; round++) {
            int pageSize = 512 << (round % 8);
            Path home = Files.createDirectory(dir.resolve("round-" + round));
            byte[] first = Deltas.state(pageSize, 1 + random.nextInt(20), random);
            Path map = Deltas.mapOf(home, first, pageSize);
            List<Path> chain = new ArrayList<>();
            byte[] state = first;
            int length = 1 + random.nextInt(10);
            for (int i = 0; i < length; i++) {
                state = Deltas.evolve(state, pageSize, random);
                Deltas.Made made = Deltas.make(home, "d" + i, map, state, pageSize);
                assertEquals(Sha256.of(state), made.changed().after());
                chain.add(made.delta());
                map = made.map();
                Deltas.Laid laid = Deltas.lay(first, chain, random);
                assertArrayEquals(state, laid.file(), "round " + round + ", delta " + i);
                assertEquals(made.changed().after(), laid.result().sha256());
                assertEquals(state.length, laid.result().bytes());
            }
        }
    }
}
