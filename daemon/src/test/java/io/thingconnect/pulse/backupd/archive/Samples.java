package io.thingconnect.pulse.backupd.archive;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Owner;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.encryption.Opening;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Entries, contents and small archives for the tests of this room. */
final class Samples {
    static final Instant TIME = Instant.parse("2024-01-15T02:00:00.123456700Z");
    static final ArchiveReader.Limits WIDE = new ArchiveReader.Limits(1L << 40, 100_000);

    private Samples() {}

    static Entry entry(String path, EntryType type, long size, int mode, String link) {
        return new Entry(
                path,
                type,
                Component.CONFIGURATION,
                size,
                mode,
                new Owner(0, 0, "root", "root"),
                TIME,
                null,
                link,
                Map.of(),
                null);
    }

    static Entry file(String path, long size) {
        return entry(path, EntryType.FILE, size, 0640, null);
    }

    static Entry directory(String path) {
        return entry(path, EntryType.DIRECTORY, 0, 0750, null);
    }

    static Entry symlink(String path, String target) {
        return entry(path, EntryType.SYMLINK, 0, 0777, target);
    }

    static Entry hardlink(String path, String target) {
        return entry(path, EntryType.HARDLINK, 0, 0640, target);
    }

    /** Half text, half noise, so that compressors have both to do. */
    static byte[] bytes(long seed, int size) {
        Random random = new Random(seed);
        byte[] bytes = new byte[size];
        int at = 0;
        while (at < size) {
            int run = Math.min(size - at, 1 + random.nextInt(400));
            boolean noise = random.nextBoolean();
            byte letter = (byte) ('a' + random.nextInt(26));
            for (int i = 0; i < run; i++) {
                bytes[at++] = noise ? (byte) random.nextInt() : letter;
            }
        }
        return bytes;
    }

    static int level(Compression compression) {
        return compression == Compression.NONE ? 0 : 1;
    }

    /** A small archive with each type of member. */
    static byte[] archive(Compression compression) throws IOException, BackupException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ArchiveWriter writer = ArchiveWriter.open(out, compression, level(compression), 2, Keys.none())) {
            writer.add(directory("etc"), null);
            add(writer, "etc/config.yaml", bytes(1, 3000));
            add(writer, "etc/empty", new byte[0]);
            add(writer, "etc/" + "langer-name-mit-ü-".repeat(12), bytes(2, 700));
            writer.add(hardlink("etc/hard", "etc/config.yaml"), null);
            writer.add(symlink("etc/soft", "/nowhere/at all"), null);
            add(writer, "etc/large", bytes(3, 20_000));
            writer.finish();
        }
        return out.toByteArray();
    }

    static void add(ArchiveWriter writer, String path, byte[] content) throws IOException, BackupException {
        writer.add(file(path, content.length), out -> out.write(content));
    }

    /** Members and contents as a reader finds them; null content for anything but a file. */
    static Map<ArchiveMember, byte[]> read(byte[] archive, Compression compression) throws BackupException {
        Map<ArchiveMember, byte[]> members = new LinkedHashMap<>();
        try (ArchiveReader reader =
                ArchiveReader.open(new ByteArrayInputStream(archive), compression, Opening.PLAIN, WIDE)) {
            for (ArchiveMember member = reader.next(); member != null; member = reader.next()) {
                members.put(member, member.type() == EntryType.FILE ? content(reader) : null);
            }
            reader.finish();
        }
        return members;
    }

    static byte[] content(ArchiveReader reader) throws BackupException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int n = reader.read(buffer, 0, buffer.length); n >= 0; n = reader.read(buffer, 0, buffer.length)) {
            out.write(buffer, 0, n);
        }
        return out.toByteArray();
    }

    /** Live threads of the parallel compressor. */
    static long compressorThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("archive-gzip-"))
                .count();
    }
}
