package io.thingconnect.pulse.backupd.source.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.source.sqlite.DatabaseSnapshot.Misfit;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChangedPagesTest {
    private static final int PAGE = 512;
    private static final int FRAME = WalHeader.FRAME_HEADER + PAGE;

    @TempDir
    private Path dir;

    private byte[] base;
    private Path baseMap;

    @BeforeEach
    void prepare() throws Exception {
        base = Deltas.state(PAGE, 5, new Random(1));
        baseMap = Deltas.mapOf(dir, base, PAGE);
    }

    private byte[] changed(int... pages) {
        byte[] next = base.clone();
        for (int page : pages) {
            next[page * PAGE - 1] ^= 1;
        }
        return next;
    }

    private Deltas.Made make(byte[] state) throws Exception {
        return Deltas.make(dir, "next", baseMap, state, PAGE);
    }

    @Test
    void theDelta_isAWalOfTheChangedPages() throws Exception {
        Deltas.Made made = make(changed(2, 4));
        byte[] delta = Files.readAllBytes(made.delta());
        assertEquals(2, made.changed().changedPages());
        assertEquals(WalHeader.BYTES + 2 * FRAME, delta.length);
        assertEquals(delta.length, made.changed().deltaBytes());
        assertEquals(Sha256.of(delta), made.changed().deltaSha256());
        assertEquals(Sha256.of(made.state()), made.changed().after());
        assertEquals(
                "377f0682" + "002de218" + "00000200" + "00000000" + "50554c5344454c54",
                HexFormat.of().formatHex(delta, 0, 24));
        int second = WalHeader.BYTES + FRAME;
        assertEquals(
                "00000002" + "00000000" + "50554c5344454c54",
                HexFormat.of().formatHex(delta, WalHeader.BYTES, WalHeader.BYTES + 16));
        assertEquals(
                "00000004" + "00000005" + "50554c5344454c54", HexFormat.of().formatHex(delta, second, second + 16));
        assertArrayEquals(
                Arrays.copyOfRange(made.state(), 3 * PAGE, 4 * PAGE),
                Arrays.copyOfRange(delta, second + WalHeader.FRAME_HEADER, delta.length));
    }

    /** The reader of applications' logs takes it, too. */
    @Test
    void theReaderOfLiveWals_acceptsTheDelta() throws Exception {
        Deltas.Made made = make(Deltas.state(PAGE, 4000, new Random(2)));
        try (PageCopies copies = new PageCopies(PAGE, dir, 1 << 22)) {
            long pages = new WalReader(made.delta(), made.delta(), copies, () -> {}).read(PAGE, dir);
            assertEquals(4000, pages);
            assertEquals(made.changed().changedPages(), copies.size());
        }
    }

    @Test
    void theNewPageMap_isThatOfAFullCopy() throws Exception {
        byte[] state = changed(1, 5);
        Deltas.Made made = make(state);
        Path whole = Deltas.mapOf(Files.createDirectory(dir.resolve("whole")), state, PAGE);
        assertEquals(-1, Files.mismatch(whole, made.map()));
    }

    @Test
    void anUnchangedDatabase_givesAnEmptyDelta() throws Exception {
        Deltas.Made made = make(base);
        assertEquals(0, made.changed().changedPages());
        assertEquals(0, made.changed().deltaBytes());
        assertEquals(0, Files.size(made.delta()));
        assertEquals(Sha256.of(new byte[0]), made.changed().deltaSha256());
        assertEquals(Sha256.of(base), made.changed().after());
    }

    /** Without a frame nothing would say the new size. */
    @Test
    void aDatabaseThatIsOnlyShorter_carriesItsFirstPage() throws Exception {
        Deltas.Made made = make(Arrays.copyOf(base, 3 * PAGE));
        assertEquals(1, made.changed().changedPages());
        assertArrayEquals(made.state(), Deltas.lay(base, List.of(made.delta())).file());
    }

    @Test
    void newPages_areCarriedThoughTheyAreZeros() throws Exception {
        Deltas.Made made = make(Arrays.copyOf(base, 7 * PAGE));
        assertEquals(2, made.changed().changedPages());
        assertArrayEquals(made.state(), Deltas.lay(base, List.of(made.delta())).file());
    }

    @Test
    void equalChanges_giveEqualDeltas() throws Exception {
        Deltas.Made one = Deltas.make(dir, "one", baseMap, changed(3), PAGE);
        Deltas.Made two = Deltas.make(dir, "two", baseMap, changed(3), PAGE);
        assertEquals(one.changed().deltaSha256(), two.changed().deltaSha256());
    }

    @Test
    void theDelta_isForItsOwnerAlone() throws Exception {
        assertEquals(
                DurableFiles.OWNER_ONLY,
                Files.getPosixFilePermissions(make(base).delta()));
    }

    @Test
    void anExistingDelta_isNotTouched() throws Exception {
        Files.writeString(dir.resolve("next.delta"), "precious");
        assertThrows(FileAlreadyExistsException.class, () -> make(changed(1)));
        assertEquals("precious", Files.readString(dir.resolve("next.delta")));
        assertFalse(Files.exists(dir.resolve("next.map")));
    }

    @Test
    void aPassThatFails_leavesNoFile() throws Exception {
        byte[] damaged = Files.readAllBytes(baseMap);
        damaged[damaged.length - 1] ^= 1;
        Files.write(baseMap, damaged);
        assertThrows(IOException.class, () -> make(changed(1)));
        assertEquals(List.of("base.map"), Databases.names(dir));
    }

    @Test
    void aMapWithoutADirectory_leavesNoDelta() throws Exception {
        PageSource source = new Deltas.Pages(PAGE, base);
        Path delta = dir.resolve("next.delta");
        assertThrows(IOException.class, () -> new DeltaFiles(source, dir.resolve("none/next.map"), delta).close());
        assertFalse(Files.exists(delta));
    }

    private void assertMisfit(Misfit expected, int pageSize) {
        assertEquals(expected, ParentMap.misfit(baseMap, pageSize).orElseThrow().misfit());
    }

    @Test
    void aMapThatFits_isNoMisfit() {
        assertEquals(java.util.Optional.empty(), ParentMap.misfit(baseMap, PAGE));
    }

    @Test
    void aMisfit_saysWhy() throws Exception {
        assertMisfit(Misfit.PAGE_SIZE_CHANGED, 1024);
        byte[] good = Files.readAllBytes(baseMap);
        for (int at = 0; at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= 1;
            Files.write(baseMap, bad);
            // The low bit of the version's last byte makes it version 0, any other byte of it a newer one.
            assertMisfit(at >= 8 && at < 11 ? Misfit.TOO_NEW : Misfit.DAMAGED, PAGE);
        }
        for (int length = 0; length < good.length; length++) {
            Files.write(baseMap, Arrays.copyOf(good, length));
            assertMisfit(Misfit.DAMAGED, PAGE);
        }
        Files.write(baseMap, Arrays.copyOf(good, good.length + 1));
        assertMisfit(Misfit.DAMAGED, PAGE);
        Files.delete(baseMap);
        assertMisfit(Misfit.MISSING, PAGE);
    }
}
