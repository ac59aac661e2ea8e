package io.thingconnect.pulse.backupd.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ArchiveWriterTest {
    @ParameterizedTest
    @EnumSource(Compression.class)
    void totalsAreThoseOfWhatCameOut(Compression compression) throws IOException, BackupException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] content = Samples.bytes(1, 300_000);
        ArchiveWriter.Totals totals;
        try (ArchiveWriter writer = ArchiveWriter.open(out, compression, Samples.level(compression), 2, Keys.none())) {
            Entry added = writer.add(Samples.file("f", content.length), sink -> sink.write(content));
            assertEquals(Sha256.of(content), added.sha256());
            totals = writer.finish();
        }
        assertEquals(out.size(), totals.size());
        assertEquals(Sha256.of(out.toByteArray()), totals.sha256());
        assertEquals(0, totals.plainSize() % 10240);
        assertTrue(totals.plainSize() > content.length);
        if (compression == Compression.NONE) {
            assertEquals(totals.size(), totals.plainSize());
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void equalMembersGiveEqualArchives(Compression compression) throws IOException, BackupException {
        assertArrayEquals(Samples.archive(compression), Samples.archive(compression));
    }

    @Test
    void aContentOfAnotherLengthThanAnnouncedFailsAndSpoilsTheArchive() throws IOException {
        for (int actual : new int[] {9, 11}) {
            try (ArchiveWriter writer =
                    ArchiveWriter.open(OutputStream.nullOutputStream(), Compression.GZIP, 6, 1, Keys.none())) {
                IOException failure = assertThrows(
                        IOException.class, () -> writer.add(Samples.file("f", 10), out -> out.write(new byte[actual])));
                assertTrue(failure.getMessage().contains("'f'"), failure.getMessage());
                assertThrows(IOException.class, writer::finish);
            }
        }
    }

    @Test
    void whatTheReaderWouldRefuseIsNotWritten() throws IOException, BackupException {
        List<List<Entry>> refused = List.of(
                List.of(Samples.file("f", 0), Samples.file("f", 0)),
                List.of(Samples.hardlink("h", "f")),
                List.of(Samples.symlink("s", "t"), Samples.file("s/f", 0)),
                List.of(Samples.entry("f", EntryType.FILE, 0, 04755, null)));
        for (List<Entry> entries : refused) {
            try (ArchiveWriter writer =
                    ArchiveWriter.open(OutputStream.nullOutputStream(), Compression.NONE, 0, 1, Keys.none())) {
                for (Entry entry : entries.subList(0, entries.size() - 1)) {
                    writer.add(entry, out -> {});
                }
                Entry last = entries.get(entries.size() - 1);
                BackupException refusal = assertThrows(BackupException.class, () -> writer.add(last, out -> {}));
                assertEquals(ErrorCode.ARCHIVE_UNSAFE, refusal.code());
            }
        }
    }

    @Test
    void smallMembersReachTheSinkInLargeWrites() throws IOException, BackupException {
        List<Integer> writes = new ArrayList<>();
        OutputStream sink = new OutputStream() {
            @Override
            public void write(int value) {
                writes.add(1);
            }

            @Override
            public void write(byte[] bytes, int offset, int count) {
                writes.add(count);
            }
        };
        try (ArchiveWriter writer = ArchiveWriter.open(sink, Compression.NONE, 0, 1, Keys.none())) {
            for (int i = 0; i < 1000; i++) {
                Samples.add(writer, "f" + i, new byte[10]);
            }
            writer.finish();
        }
        long total = writes.stream().mapToLong(Integer::longValue).sum();
        assertTrue(writes.size() <= total / (256 * 1024) + 1, "writes: " + writes);
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void closeInTheMiddleAndAfterAFailedSinkIsQuietAndLeavesNoThread(Compression compression)
            throws IOException, BackupException {
        long before = Samples.compressorThreads();
        byte[] content = Samples.bytes(1, 3_000_000);
        ArchiveWriter halfway = ArchiveWriter.open(
                OutputStream.nullOutputStream(), compression, Samples.level(compression), 2, Keys.none());
        halfway.add(Samples.file("f", content.length), out -> out.write(content));
        halfway.close();
        halfway.close();
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("no space left");
            }
        };
        ArchiveWriter failed = ArchiveWriter.open(broken, compression, Samples.level(compression), 2, Keys.none());
        IOException failure = assertThrows(IOException.class, () -> {
            failed.add(Samples.file("f", content.length), out -> out.write(content));
            failed.finish();
        });
        assertEquals("no space left", failure.getMessage());
        failed.close();
        assertEquals(before, Samples.compressorThreads());
    }

    @Test
    void aContentsOwnFailureComesThroughAsItIs() throws IOException {
        BackupException own = new BackupException(ErrorCode.CANCELLED, "the run was cancelled", "");
        try (ArchiveWriter writer =
                ArchiveWriter.open(OutputStream.nullOutputStream(), Compression.ZSTD, 3, 2, Keys.none())) {
            BackupException seen = assertThrows(
                    BackupException.class,
                    () -> writer.add(Samples.file("f", 10), out -> {
                        throw own;
                    }));
            assertEquals(own, seen);
        }
    }

    @Test
    void moreAttributesThanTheReaderTakesAreNotWritten() throws IOException, BackupException {
        Map<String, String> xattrs = new HashMap<>();
        for (int i = 0; i < 5000; i++) {
            xattrs.put("user.number" + i, "eA==");
        }
        xattrs.put(
                "user.a-large",
                Base64.getEncoder().encodeToString("x".repeat(300_000).getBytes(StandardCharsets.UTF_8)));
        xattrs.put("user.b-large", xattrs.get("user.a-large"));
        Entry plain = Samples.file("f", 0);
        Entry header = new Entry(
                "f", plain.type(), plain.component(), 0, 0600, plain.owner(), plain.mtime(), null, null, xattrs, null);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ArchiveWriter writer = ArchiveWriter.open(out, Compression.NONE, 0, 1, Keys.none())) {
            assertEquals(5002, writer.add(header, sink -> {}).xattrs().size());
            writer.finish();
        }
        ArchiveMember member = Samples.read(out.toByteArray(), Compression.NONE)
                .keySet()
                .iterator()
                .next();
        assertTrue(member.xattrs().containsKey("user.a-large"));
        assertTrue(
                member.xattrs().size() < 1000, "attributes: " + member.xattrs().size());
    }

    @Test
    void levelsAndWorkersOutOfRangeAreRefused() {
        OutputStream out = OutputStream.nullOutputStream();
        assertThrows(
                IllegalArgumentException.class, () -> ArchiveWriter.open(out, Compression.GZIP, 10, 1, Keys.none()));
        assertThrows(
                IllegalArgumentException.class, () -> ArchiveWriter.open(out, Compression.ZSTD, 0, 1, Keys.none()));
        assertThrows(
                IllegalArgumentException.class, () -> ArchiveWriter.open(out, Compression.GZIP, 6, 0, Keys.none()));
    }
}
