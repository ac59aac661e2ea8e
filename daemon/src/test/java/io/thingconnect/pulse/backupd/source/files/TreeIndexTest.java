package io.thingconnect.pulse.backupd.source.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TreeIndexTest {
    private static final String ID = Sha256.of(new byte[] {7}).hex();
    private static final Instant TIME = Instant.parse("2024-01-15T02:00:00.123456789Z");
    private static final Stamp STAMP = new Stamp(4711, TIME, TIME.plusNanos(1), -5);
    private static final int HASH = 32;
    /** Magic, version, content id. */
    private static final int COUNT_AT = 8 + 4 + HASH;

    @TempDir
    Path dir;

    private static TreeIndex sample() {
        return new TreeIndex(
                ID,
                Map.of(
                        "etc/odd\nname",
                        STAMP,
                        "-dash",
                        new Stamp(0, Instant.EPOCH.minusSeconds(9), Instant.MAX, Long.MAX_VALUE),
                        "etc/\u00fcber/\ud83d\ude00",
                        new Stamp(Long.MAX_VALUE, Instant.MIN, TIME, 1)));
    }

    private TreeIndex.Reading decode(byte[] bytes) throws IOException {
        Files.write(dir.resolve(TreeIndex.NAME), bytes);
        return TreeIndex.read(dir);
    }

    private String whyNot(byte[] bytes) throws IOException {
        return assertInstanceOf(TreeIndex.Unusable.class, decode(bytes)).why();
    }

    /** With the hash that belongs to it, so that only the reader's strictness can refuse it. */
    private static byte[] resealed(byte[] bytes) {
        byte[] hash = HexFormat.of()
                .parseHex(Sha256.of(Arrays.copyOf(bytes, bytes.length - HASH)).hex());
        System.arraycopy(hash, 0, bytes, bytes.length - HASH, HASH);
        return bytes;
    }

    @Test
    void whatIsWritten_isReadBack_oddNamesIncluded() throws IOException {
        sample().write(dir);
        TreeIndex read =
                assertInstanceOf(TreeIndex.Usable.class, TreeIndex.read(dir)).index();
        assertEquals(ID, read.contentId());
        assertEquals(sample().stamps(), read.stamps());
        assertEquals(Optional.of(STAMP), read.stamp("etc/odd\nname"));
        assertEquals(Optional.empty(), read.stamp("etc"));
    }

    @Test
    void anEmptyOne_isUsable() throws IOException {
        new TreeIndex(ID, Map.of()).write(dir);
        assertInstanceOf(TreeIndex.Usable.class, TreeIndex.read(dir));
    }

    @Test
    void equalStamps_giveEqualBytes() {
        assertEquals(
                HexFormat.of().formatHex(TreeIndexFormat.encode(sample())),
                HexFormat.of().formatHex(TreeIndexFormat.encode(new TreeIndex(ID, new TreeMap<>(sample().stamps())))));
    }

    @Test
    void aHundredThousandEntries_areReadBack() throws IOException {
        Map<String, Stamp> stamps = new TreeMap<>();
        for (int i = 0; i < 100_000; i++) {
            stamps.put("var/lib/p/versions/" + i + ".yaml", new Stamp(i, TIME, TIME, i));
        }
        new TreeIndex(ID, stamps).write(dir);
        TreeIndex read =
                assertInstanceOf(TreeIndex.Usable.class, TreeIndex.read(dir)).index();
        assertEquals(stamps, read.stamps());
    }

    @Test
    void aMissingOne_isNamedSo() {
        assertEquals(
                "the parent's tree index is missing",
                assertInstanceOf(TreeIndex.Unusable.class, TreeIndex.read(dir)).why());
    }

    @Test
    void everyFlippedByte_isDamage() throws IOException {
        byte[] good = TreeIndexFormat.encode(sample());
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 0x10;
            assertEquals("the parent's tree index is damaged", whyNot(bad), "byte " + i);
        }
    }

    @Test
    void everyTruncation_andEveryAddition_isDamage() throws IOException {
        byte[] good = TreeIndexFormat.encode(sample());
        for (int length = 0; length < good.length; length++) {
            assertEquals("the parent's tree index is damaged", whyNot(Arrays.copyOf(good, length)), "length " + length);
        }
        assertEquals("the parent's tree index is damaged", whyNot(Arrays.copyOf(good, good.length + 1)));
    }

    @Test
    void aNewerFormat_isNamedSo() throws IOException {
        byte[] newer = TreeIndexFormat.encode(sample());
        newer[11] = 2;
        assertEquals("the parent's tree index was written by a newer version", whyNot(resealed(newer)));
        newer[11] = 0;
        assertEquals("the parent's tree index is damaged", whyNot(resealed(newer)));
    }

    @Test
    void aWrongCount_anUnknownOrder_aNameThatIsNoText_areDamage() throws IOException {
        for (int count : new int[] {-1, 0, 2, 4, Integer.MAX_VALUE}) {
            byte[] bytes = TreeIndexFormat.encode(sample());
            ByteBuffer.wrap(bytes).putInt(COUNT_AT, count);
            assertEquals("the parent's tree index is damaged", whyNot(resealed(bytes)), "count " + count);
        }
        byte[] later = TreeIndexFormat.encode(sample());
        // The first path begins with a dash; as a tilde it is out of order.
        later[COUNT_AT + 8] = '~';
        assertEquals("the parent's tree index is damaged", whyNot(resealed(later)));
        byte[] noText = TreeIndexFormat.encode(sample());
        noText[COUNT_AT + 8] = (byte) 0xff;
        assertEquals("the parent's tree index is damaged", whyNot(resealed(noText)));
    }

    @Test
    void anythingWithTheRightHash_isReadOrRefused_butNeverThrows() {
        Random random = new Random(20261123);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = TreeIndexFormat.encode(sample());
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                bytes[random.nextInt(bytes.length - HASH)] = (byte) random.nextInt();
            }
            refused += TreeIndexFormat.decode(resealed(bytes)) instanceof TreeIndex.Unusable ? 1 : 0;
        }
        assertTrue(refused > 1_000 && refused < 20_000, refused + " refused");
    }

    @Test
    void itIsForTheOwnerAlone() throws IOException {
        sample().write(dir);
        assertEquals(
                "rw-------",
                java.nio.file.attribute.PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(dir.resolve(TreeIndex.NAME))));
        String text = Files.readString(dir.resolve(TreeIndex.NAME), StandardCharsets.ISO_8859_1);
        assertTrue(text.startsWith("PBTREE\r\n"), text);
    }

    @Test
    void aFileIsSettled_onlyWhenBothTimesAreTwoSecondsOld() {
        Duration tick = Duration.ofSeconds(2);
        Instant old = TIME.minus(tick);
        assertTrue(new Stamp(1, old, old, 1).isSettled(TIME));
        assertFalse(new Stamp(1, old.plusNanos(1), old, 1).isSettled(TIME));
        assertFalse(new Stamp(1, old, old.plusNanos(1), 1).isSettled(TIME));
        assertFalse(new Stamp(1, TIME.plusSeconds(86_400), old, 1).isSettled(TIME));
    }

    @Test
    void aWalkedFile_hasTheStampOfItsInode() throws Exception {
        Path file = Files.writeString(dir.resolve("a"), "content");
        FoundEntry found = new FileWalker(dir, java.util.List.of())
                .stat(new SourceTree(io.thingconnect.pulse.backupd.backupset.Component.STATE, file));
        assertEquals(7, found.stamp().size());
        assertEquals(Files.getAttribute(file, "unix:ino"), found.stamp().inode());
        assertEquals(Files.getLastModifiedTime(file).toInstant(), found.stamp().mtime());
        assertEquals(
                ((java.nio.file.attribute.FileTime) Files.getAttribute(file, "unix:ctime")).toInstant(),
                found.stamp().ctime());
    }
}
