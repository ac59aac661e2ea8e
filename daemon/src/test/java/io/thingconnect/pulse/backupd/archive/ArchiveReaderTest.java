package io.thingconnect.pulse.backupd.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Owner;
import io.thingconnect.pulse.backupd.encryption.Opening;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class ArchiveReaderTest extends ArchiveReading {
    private static final Charset UTF = StandardCharsets.UTF_8;

    @ParameterizedTest
    @EnumSource(Compression.class)
    void whatWasWrittenIsRead(Compression compression) throws IOException, BackupException {
        Map<ArchiveMember, byte[]> members = Samples.read(Samples.archive(compression), compression);
        assertEquals(7, members.size());
        Iterator<Map.Entry<ArchiveMember, byte[]>> each = members.entrySet().iterator();
        ArchiveMember directory = each.next().getKey();
        assertEquals("etc", directory.path());
        assertEquals(EntryType.DIRECTORY, directory.type());
        assertEquals(0750, directory.mode());
        assertEquals(new Owner(0, 0, "root", "root"), directory.owner());
        assertEquals(Samples.TIME, directory.mtime());
        assertArrayEquals(Samples.bytes(1, 3000), each.next().getValue());
        assertArrayEquals(new byte[0], each.next().getValue());
        ArchiveMember longName = each.next().getKey();
        assertEquals("etc/" + "langer-name-mit-ü-".repeat(12), longName.path());
        assertEquals("etc/config.yaml", each.next().getKey().linkTarget());
        assertEquals("/nowhere/at all", each.next().getKey().linkTarget());
        assertArrayEquals(Samples.bytes(3, 20_000), each.next().getValue());
    }

    static Stream<Arguments> broken() {
        byte[] badSum = new ForgedTar().file("a").end();
        badSum[10] ^= 1;
        byte[] noNumber = new ForgedTar().raw(brokenMode()).end();
        return Stream.of(
                Arguments.of("checksum", badSum),
                Arguments.of("no number", noNumber),
                Arguments.of("end mark", new ForgedTar().file("a").bytes()),
                Arguments.of("end mark", new byte[0]),
                Arguments.of(
                        "end mark", new ForgedTar().file("a").raw(new byte[512]).bytes()),
                Arguments.of(
                        "end mark", new ForgedTar().raw(new byte[512]).file("a").end()),
                Arguments.of(
                        "too early",
                        new ForgedTar()
                                .header('0', "a", "", 700, 0)
                                .raw(new byte[600])
                                .bytes()),
                Arguments.of(
                        "too early", Arrays.copyOf(new ForgedTar().file("a").bytes(), 300)),
                Arguments.of(
                        "something follows",
                        new ForgedTar().raw(new byte[1024]).file("hidden").end()),
                Arguments.of(
                        "malformed",
                        new ForgedTar()
                                .add('x', "p", "", "99".getBytes(UTF))
                                .file("a")
                                .end()),
                Arguments.of(
                        "wrong length",
                        new ForgedTar()
                                .add('x', "p", "", "99 a=b\n".getBytes(UTF))
                                .file("a")
                                .end()),
                Arguments.of(
                        "wrong length",
                        new ForgedTar()
                                .add('x', "p", "", "0 a=b\n".getBytes(UTF))
                                .file("a")
                                .end()),
                Arguments.of(
                        "time is malformed",
                        new ForgedTar().pax("mtime=yesterday").file("a").end()),
                Arguments.of(
                        "out of range",
                        new ForgedTar().pax("mtime=999999999999").file("a").end()),
                Arguments.of(
                        "out of range",
                        new ForgedTar().pax("uid=4294967296").file("a").end()),
                Arguments.of(
                        "no number", new ForgedTar().pax("size=-1").file("a").end()),
                Arguments.of(
                        "too many records",
                        new ForgedTar()
                                .add('x', "p", "", manyRecords())
                                .file("a")
                                .end()),
                Arguments.of("UTF-8", new ForgedTar().raw(latin1Name()).end()));
    }

    private static byte[] manyRecords() {
        StringBuilder records = new StringBuilder();
        for (int i = 1000; i < 2001; i++) {
            records.append("10 a").append(i).append("=\n");
        }
        return records.toString().getBytes(UTF);
    }

    private static byte[] brokenMode() {
        return resummed(block -> block[103] = 'x');
    }

    private static byte[] latin1Name() {
        return resummed(block -> block[0] = (byte) 0xfc);
    }

    private static byte[] resummed(Consumer<byte[]> change) {
        byte[] block = new ForgedTar().header('0', "abc", "", 0, 0644).bytes();
        change.accept(block);
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        byte[] digits = String.format("%06o\0 ", sum).getBytes(UTF);
        System.arraycopy(digits, 0, block, 148, 8);
        return block;
    }

    @ParameterizedTest
    @MethodSource("broken")
    void theBrokenIsCorrupt(String words, byte[] tar) {
        assertRefused(ErrorCode.ARCHIVE_CORRUPT, words, tar);
    }

    @Test
    void corruptionNamesTheMember() {
        byte[] tar = new ForgedTar().file("a").header('0', "b", "", 9000, 0).bytes();
        assertRefused(ErrorCode.ARCHIVE_CORRUPT, "at 'b'", tar);
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void everyTruncationIsCorrupt(Compression compression) throws IOException, BackupException {
        byte[] whole = Samples.archive(compression);
        // Plain tar may lose what pads it to a full record: the end mark is still there.
        int shortest = compression == Compression.NONE ? whole.length - 10240 : whole.length - 1;
        for (int length = 0; length <= shortest; length += 1 + length / 50) {
            BackupException refusal = refuses(Arrays.copyOf(whole, length), compression, Samples.WIDE);
            assertEquals(ErrorCode.ARCHIVE_CORRUPT, refusal.code(), "at " + length + ": " + refusal.getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void bytesAfterTheEndAreCorrupt(Compression compression) throws IOException, BackupException {
        byte[] whole = Samples.archive(compression);
        byte[] longer = Arrays.copyOf(whole, whole.length + 1);
        longer[whole.length] = 7;
        assertEquals(
                ErrorCode.ARCHIVE_CORRUPT,
                refuses(longer, compression, Samples.WIDE).code());
    }

    /** Refused, or without effect (a byte of the gzip header that means nothing): never other bytes. */
    @ParameterizedTest
    @EnumSource(
            value = Compression.class,
            names = {"GZIP", "ZSTD"})
    void aFlippedBitIsNeverReadAsContent(Compression compression) throws IOException, BackupException {
        byte[] whole = Samples.archive(compression);
        List<String> original = digest(Samples.read(whole, compression));
        int refused = 0;
        for (int bit = 0; bit < 8 * whole.length; bit += bit > 8 * (whole.length - 8) ? 1 : 97) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                assertEquals(original, digest(Samples.read(flipped, compression)), "bit " + bit);
            } catch (BackupException e) {
                refused++;
            }
        }
        assertTrue(refused > 500, "refused " + refused);
    }

    private static List<String> digest(Map<ArchiveMember, byte[]> members) {
        return members.entrySet().stream()
                .map(each -> each.getKey() + " " + Arrays.hashCode(each.getValue()))
                .toList();
    }

    @Test
    void aSecondGzipMemberIsCorrupt() throws IOException, BackupException {
        ByteArrayOutputStream two = new ByteArrayOutputStream();
        two.write(Samples.archive(Compression.GZIP));
        try (GZIPOutputStream gzip = new GZIPOutputStream(two)) {
            gzip.write(new byte[512]);
        }
        assertEquals(
                ErrorCode.ARCHIVE_CORRUPT,
                refuses(two.toByteArray(), Compression.GZIP, Samples.WIDE).code());
    }

    @Test
    void aBombIsRefusedWithoutUnfoldingIt() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(new ForgedTar().header('0', "zeros", "", 64 << 20, 0).bytes());
            gzip.write(new byte[64 << 20]);
            gzip.write(new byte[1024]);
        }
        BackupException bySize = refuses(out.toByteArray(), Compression.GZIP, new ArchiveReader.Limits(1 << 20, 10));
        assertEquals(ErrorCode.ARCHIVE_UNSAFE, bySize.code());
        assertTrue(bySize.getMessage().contains("'zeros'"), bySize.getMessage());
    }

    @Test
    void endlessPaddingIsRefused() {
        byte[] padded = Arrays.copyOf(new ForgedTar().file("a").end(), 1 << 20);
        BackupException refusal = refuses(padded, Compression.NONE, new ArchiveReader.Limits(100_000, 10));
        assertEquals(ErrorCode.ARCHIVE_UNSAFE, refusal.code());
    }

    @Test
    void moreMembersThanAllowedAreRefused() {
        byte[] tar = new ForgedTar().file("a").file("b").file("c").end();
        BackupException refusal = refuses(tar, Compression.NONE, new ArchiveReader.Limits(1 << 20, 2));
        assertEquals(ErrorCode.ARCHIVE_UNSAFE, refusal.code());
        assertTrue(refusal.getMessage().contains("'c'"), refusal.getMessage());
    }

    @Test
    void aStreamThatCannotBeReadIsNotACorruptArchive() throws IOException, BackupException {
        byte[] whole = Samples.archive(Compression.GZIP);
        byte[] half = Arrays.copyOf(whole, whole.length / 2);
        InputStream failing = new FilterInputStream(new ByteArrayInputStream(half)) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int n = super.read(buffer, offset, length);
                if (n < 0) {
                    throw new IOException("connection reset");
                }
                return n;
            }
        };
        ArchiveReader reader = ArchiveReader.open(failing, Compression.GZIP, Opening.PLAIN, Samples.WIDE);
        BackupException failure = assertThrows(BackupException.class, reader::finish);
        assertEquals(ErrorCode.DESTINATION_UNAVAILABLE, failure.code());
        assertSame(failure, assertThrows(BackupException.class, reader::next));
        reader.close();
    }

    @Test
    void contentsMayBeSkippedHalfRead() throws IOException, BackupException {
        byte[] archive = Samples.archive(Compression.ZSTD);
        try (ArchiveReader reader =
                ArchiveReader.open(new ByteArrayInputStream(archive), Compression.ZSTD, Opening.PLAIN, Samples.WIDE)) {
            assertEquals("etc", reader.next().path());
            assertEquals(-1, reader.read(new byte[1], 0, 1));
            assertEquals("etc/config.yaml", reader.next().path());
            assertTrue(reader.read(new byte[100], 0, 100) > 0);
            assertEquals("etc/empty", reader.next().path());
            reader.finish();
            assertNull(reader.next());
        }
    }

    @Test
    void gnuLongNamesAndAncientTimesAreRead() throws BackupException {
        String name = "n".repeat(200);
        byte[] tar = new ForgedTar()
                .add('L', "././@LongLink", "", (name + "\0").getBytes(UTF))
                .pax("mtime=-1.5", "uid=4294967295", "SCHILY.xattr.user.a%3Db=\u0001")
                .file("short")
                .end();
        ArchiveMember member =
                Samples.read(tar, Compression.NONE).keySet().iterator().next();
        assertEquals(name, member.path());
        assertEquals(Instant.ofEpochSecond(-2, 500_000_000), member.mtime());
        assertEquals(-1, member.owner().uid());
        assertEquals(Map.of("user.a=b", "AQ=="), member.xattrs());
    }

    @Test
    void closeEndsTheStreamAndEverythingAfterItFails() throws IOException, BackupException {
        boolean[] closed = new boolean[1];
        InputStream in = new ByteArrayInputStream(Samples.archive(Compression.GZIP)) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        ArchiveReader reader = ArchiveReader.open(in, Compression.GZIP, Opening.PLAIN, Samples.WIDE);
        assertNotNull(reader.next());
        reader.close();
        reader.close();
        assertEquals(List.of(true), List.of(closed[0]));
        assertThrows(BackupException.class, reader::next);
    }
}
