package io.thingconnect.pulse.backupd.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Owner;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.encryption.Opening;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the writer writes against tar, gzip, zstd and sha256sum; and what tar writes against the reader. */
final class StockToolsIT {
    private static final byte[] CONTENT = Samples.bytes(9, 400_000);

    @TempDir
    Path scratch;

    /** Runs a program that must succeed and print nothing to stderr; its stdout. */
    private String run(String... command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(scratch, "out", "");
        Path err = Files.createTempFile(scratch, "err", "");
        Process process = new ProcessBuilder(command)
                .directory(scratch.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertTrue(process.waitFor(120, TimeUnit.SECONDS), "timeout: " + String.join(" ", command));
        assertEquals("", Files.readString(err), String.join(" ", command));
        assertEquals(0, process.exitValue(), String.join(" ", command));
        return Files.readString(out);
    }

    private static Entry file(String path, int mode, Instant time, Map<String, String> xattrs) {
        return new Entry(
                path,
                EntryType.FILE,
                Component.CONFIGURATION,
                CONTENT.length,
                mode,
                new Owner(70_000, 2_100_000, "daemon", ""),
                time,
                null,
                null,
                xattrs,
                null);
    }

    private static List<Entry> tree() {
        String xattr = Base64.getEncoder().encodeToString("grün = 5 %\n".getBytes(StandardCharsets.UTF_8));
        Instant time = Instant.parse("2023-11-14T22:13:20.123456700Z");
        String deep = "top/" + ("directory-with-a-long-name-" + "x".repeat(40) + "/").repeat(4) + "end";
        List<Entry> entries = new ArrayList<>();
        entries.add(Samples.entry("top", EntryType.DIRECTORY, 0, 01755, null));
        entries.add(Samples.entry("top/empty dir", EntryType.DIRECTORY, 0, 02700, null));
        entries.add(file("top/new\nline", 0, time, Map.of()));
        entries.add(file("top/-leading-dash", 0640, time, Map.of("user.note", xattr, "user.a=b%", "eA==")));
        entries.add(file("top/binary-attribute", 0400, time, Map.of("user.raw", "//79")));
        entries.add(file("top/umlaut-äöü-日本", 0755, Instant.ofEpochSecond(1, 1), Map.of()));
        entries.add(file("top/" + "n".repeat(255), 0644, time, Map.of()));
        entries.add(file("top/C:\\back\\slash:colon", 0600, time, Map.of()));
        entries.add(file(deep, 0644, time, Map.of()));
        entries.add(Samples.symlink("top/dangling", "no/where"));
        entries.add(Samples.symlink("top/absolute", "/etc/passwd"));
        entries.add(Samples.symlink("top/long-" + "l".repeat(120), "ä".repeat(300)));
        entries.add(Samples.hardlink("top/second name", "top/-leading-dash"));
        entries.add(Samples.hardlink("top/third " + "t".repeat(110), deep));
        return entries;
    }

    private Path write(Compression compression) throws IOException, BackupException {
        Path archive = scratch.resolve("a" + compression.suffix());
        try (OutputStream out = Files.newOutputStream(archive);
                ArchiveWriter writer =
                        ArchiveWriter.open(out, compression, compression.defaultLevel(), 2, Keys.none())) {
            for (Entry entry : tree()) {
                writer.add(entry, entry.type() == EntryType.FILE ? sink -> sink.write(CONTENT) : null);
            }
            ArchiveWriter.Totals totals = writer.finish();
            Files.writeString(scratch.resolve("sums"), totals.sha256() + "  " + archive.getFileName() + "\n");
        }
        return archive;
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void tarExtractsEverythingWithoutAWord(Compression compression)
            throws IOException, BackupException, InterruptedException {
        Path archive = write(compression);
        switch (compression) {
            case GZIP -> run("gzip", "-t", archive.toString());
            case ZSTD -> run("zstd", "-q", "-t", archive.toString());
            case NONE -> run("tar", "-tf", archive.toString());
        }
        run("sha256sum", "-c", "sums");
        Path target = Files.createDirectory(scratch.resolve("out"));
        List<String> flags = List.of("-x", compression == Compression.GZIP ? "-z" : "-p", "-p", "--xattrs");
        List<String> command = new ArrayList<>(List.of("tar"));
        command.addAll(flags);
        if (compression == Compression.ZSTD) {
            command.add("--zstd");
        }
        command.addAll(List.of("-f", archive.toString(), "-C", target.toString()));
        run(command.toArray(String[]::new));
        for (Entry entry : tree()) {
            assertExtracted(entry, target.resolve(entry.path()));
        }
        run("chmod", "-R", "u+rwX", target.toString());
    }

    @Test
    void theShortFormOfTarSaysNothingEither() throws IOException, BackupException, InterruptedException {
        Path archive = write(Compression.GZIP);
        Path target = Files.createDirectory(scratch.resolve("out"));
        run("tar", "-xzf", archive.toString(), "-C", target.toString());
        assertArrayEquals(CONTENT, Files.readAllBytes(target.resolve("top/umlaut-äöü-日本")));
    }

    private static void assertExtracted(Entry entry, Path path) throws IOException {
        switch (entry.type()) {
            case SYMLINK ->
                assertEquals(entry.linkTarget(), Files.readSymbolicLink(path).toString());
            case HARDLINK ->
                assertEquals(2, Files.getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS), entry.path());
            case DIRECTORY -> assertMode(entry, path);
            case FILE -> {
                assertMode(entry, path);
                if (Files.isReadable(path)) {
                    assertArrayEquals(CONTENT, Files.readAllBytes(path));
                    assertXattrs(entry, path);
                }
            }
        }
    }

    private static void assertMode(Entry entry, Path path) throws IOException {
        int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        assertEquals(entry.mode(), mode & 07777, entry.path());
        long late = Duration.between(
                        entry.mtime(), Files.getLastModifiedTime(path).toInstant())
                .toNanos();
        assertTrue(late <= 0 && late > -100, entry.path() + " is off by " + late + " ns");
    }

    private static void assertXattrs(Entry entry, Path path) throws IOException {
        UserDefinedFileAttributeView view = Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
        for (Map.Entry<String, String> xattr : entry.xattrs().entrySet()) {
            if (xattr.getKey().equals("user.raw")) {
                assertEquals(List.of(), view.list(), "binary values stay in the manifest");
                continue;
            }
            ByteBuffer value = ByteBuffer.allocate(100);
            view.read(xattr.getKey().substring("user.".length()), value);
            byte[] bytes = new byte[value.flip().remaining()];
            value.get(bytes);
            assertEquals(xattr.getValue(), Base64.getEncoder().encodeToString(bytes));
        }
    }

    /** Only headers are looked at: tar seeks over the content, which is a hole. */
    @Test
    void sizesIdsAndTimesBeyondTheOctalFieldsAreRead() throws IOException, InterruptedException {
        long size = 9L << 30;
        Path archive = scratch.resolve("big.tar");
        try (OutputStream out = Files.newOutputStream(archive);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(out, 10240, "UTF-8")) {
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            Entry header = new Entry(
                    "big",
                    EntryType.FILE,
                    Component.STATE,
                    size,
                    0600,
                    new Owner(-2, 70_000_000, "", ""),
                    Instant.parse("1969-12-31T23:59:58.5Z"),
                    null,
                    null,
                    Map.of(),
                    null);
            tar.putArchiveEntry(TarHeaders.of(header));
            tar.flush();
        } catch (IOException unfinished) {
            // The library objects to being closed in the middle of a member, which is the point here.
            assertTrue(unfinished.getMessage().contains("unclosed")
                    || unfinished.getMessage().contains("closed"));
        }
        // Header blocks are 512 bytes: extended header, its records, header.
        try (FileChannel channel = FileChannel.open(archive, StandardOpenOption.WRITE)) {
            channel.truncate(3 * 512L);
            channel.write(ByteBuffer.wrap(new byte[1024]), 3 * 512L + size);
        }
        String listing = run("tar", "--numeric-owner", "--utc", "--full-time", "-tvf", archive.toString());
        assertTrue(listing.contains("4294967294/70000000"), listing);
        assertTrue(listing.contains(Long.toString(size)), listing);
        // tar 1.34 shows the second after it, its own files of that age included; it extracts the right one.
        assertTrue(listing.contains("1969-12-31 23:59:59.5"), listing);
        try (InputStream in = Files.newInputStream(archive);
                ArchiveReader reader = ArchiveReader.open(in, Compression.NONE, Opening.PLAIN, Samples.WIDE)) {
            ArchiveMember member = reader.next();
            assertEquals(size, member.size());
            assertEquals(-2, member.owner().uid());
            assertEquals(Instant.parse("1969-12-31T23:59:58.5Z"), member.mtime());
        } catch (BackupException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"posix", "gnu", "ustar"})
    void whatTarWritesIsRead(String format) throws IOException, BackupException, InterruptedException {
        Path tree = Files.createDirectories(scratch.resolve("tree/sub"));
        Files.write(tree.resolve("file"), CONTENT);
        Files.createSymbolicLink(tree.resolve("link"), Path.of("file"));
        Files.createLink(tree.resolve("name"), tree.resolve("file"));
        boolean longNames = !format.equals("ustar");
        if (longNames) {
            Files.writeString(tree.resolve("l".repeat(200)), "long");
        }
        run("tar", "--format=" + format, "--sort=name", "-czf", "stock.tar.gz", "tree");
        Map<ArchiveMember, byte[]> members =
                Samples.read(Files.readAllBytes(scratch.resolve("stock.tar.gz")), Compression.GZIP);
        List<String> paths = members.keySet().stream().map(ArchiveMember::path).toList();
        List<String> expected = new ArrayList<>(List.of("tree", "tree/sub", "tree/sub/file"));
        if (longNames) {
            expected.add("tree/sub/" + "l".repeat(200));
        }
        expected.addAll(List.of("tree/sub/link", "tree/sub/name"));
        assertEquals(
                expected.stream().sorted().toList(), paths.stream().sorted().toList());
        members.forEach((member, content) -> {
            if (member.path().equals("tree/sub/file")) {
                assertArrayEquals(CONTENT, content);
            }
        });
    }
}
