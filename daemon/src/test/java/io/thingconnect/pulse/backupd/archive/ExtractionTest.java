package io.thingconnect.pulse.backupd.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Owner;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.UserAttributes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExtractionTest {
    private static final Instant TIME = Instant.parse("2023-11-14T22:13:20.123456789Z");

    @TempDir
    Path scratch;

    private Path target;

    @BeforeEach
    void makeTarget() throws IOException {
        target = Files.createDirectory(scratch.resolve("target"));
    }

    private static ArchiveMember member(String path, EntryType type, int mode, String link, long size) {
        return new ArchiveMember(path, type, size, mode, new Owner(0, 0, "", ""), TIME, link, Map.of(), null);
    }

    private static ArchiveMember owned(String path, EntryType type, Owner owner, String link) {
        return new ArchiveMember(path, type, 0, 0600, owner, TIME, link, Map.of(), null);
    }

    private static void write(Extraction extraction, ArchiveMember member, byte[] content)
            throws IOException, BackupException {
        try (OutputStream out = extraction.file(member)) {
            out.write(content);
        }
    }

    private static int mode(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
    }

    private static Instant time(Path path) throws IOException {
        return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant();
    }

    @Test
    void aTreeComesOutWithModesAndTimes() throws IOException, BackupException {
        Extraction extraction = new Extraction(target, false);
        extraction.add(member("d", EntryType.DIRECTORY, 0500, null, 0));
        extraction.add(member("d/sticky", EntryType.DIRECTORY, 03777, null, 0));
        extraction.add(member("d/closed", EntryType.DIRECTORY, 0, null, 0));
        write(extraction, member("d/closed/none", EntryType.FILE, 0, null, 3), new byte[] {1, 2, 3});
        write(extraction, member("d/ü\n -x", EntryType.FILE, 0755, null, 0), new byte[0]);
        extraction.add(member("d/soft", EntryType.SYMLINK, 0777, "/no/where", 0));
        extraction.add(member("d/hard", EntryType.HARDLINK, 0, "d/ü\n -x", 0));
        extraction.finish();

        assertEquals(0500, mode(target.resolve("d")));
        assertEquals(03777, mode(target.resolve("d/sticky")));
        assertEquals(0, mode(target.resolve("d/closed")));
        assertEquals(0755, mode(target.resolve("d/ü\n -x")));
        for (String path : List.of("d", "d/sticky", "d/closed", "d/ü\n -x")) {
            assertEquals(TIME, time(target.resolve(path)), path);
        }
        // JDK 17 sets a symlink's time to the microsecond.
        assertEquals(
                Instant.parse("2023-11-14T22:13:20.123456Z"),
                time(target.resolve("d/soft")).truncatedTo(ChronoUnit.MICROS));
        assertEquals(
                "/no/where", Files.readSymbolicLink(target.resolve("d/soft")).toString());
        assertTrue(Files.isSameFile(target.resolve("d/hard"), target.resolve("d/ü\n -x")));
        Files.setAttribute(target.resolve("d/closed"), "unix:mode", 0700);
        assertEquals(0, mode(target.resolve("d/closed/none")));
        assertEquals(3, Files.size(target.resolve("d/closed/none")));
        Files.setAttribute(target.resolve("d"), "unix:mode", 0700);
    }

    @Test
    void impliedDirectoriesStayPrivateAndMayBeNamedLater() throws IOException, BackupException {
        Extraction extraction = new Extraction(target, false);
        write(extraction, member("a/b/f", EntryType.FILE, 0644, null, 0), new byte[0]);
        extraction.add(member("a", EntryType.DIRECTORY, 0711, null, 0));
        extraction.finish();
        assertEquals(0711, mode(target.resolve("a")));
        assertEquals(0700, mode(target.resolve("a/b")));
    }

    @Test
    void untilTheEndNothingIsOpenToOthersAndNoLinkExists() throws IOException, BackupException {
        Extraction extraction = new Extraction(target, false);
        extraction.add(member("d", EntryType.DIRECTORY, 0777, null, 0));
        extraction.add(member("d/link", EntryType.SYMLINK, 0777, "/", 0));
        OutputStream out = extraction.file(member("d/f", EntryType.FILE, 0666, null, 0));
        assertEquals(0700, mode(target.resolve("d")));
        assertEquals(0600, mode(target.resolve("d/f")));
        assertFalse(Files.exists(target.resolve("d/link"), LinkOption.NOFOLLOW_LINKS));
        out.close();
        extraction.finish();
        assertEquals(0777, mode(target.resolve("d")));
        assertEquals(0666, mode(target.resolve("d/f")));
    }

    @Test
    void aParentThatBecameASymlinkIsNotFollowed() throws IOException, BackupException {
        Path outside = Files.createDirectory(scratch.resolve("outside"));
        Extraction extraction = new Extraction(target, false);
        extraction.add(member("d", EntryType.DIRECTORY, 0700, null, 0));
        Files.delete(target.resolve("d"));
        Files.createSymbolicLink(target.resolve("d"), outside);
        BackupException refusal = assertThrows(
                BackupException.class, () -> extraction.file(member("d/f", EntryType.FILE, 0600, null, 0)));
        assertEquals(ErrorCode.ARCHIVE_UNSAFE, refusal.code());
        assertThrows(IOException.class, extraction::finish);
        assertEmpty(outside);
    }

    @Test
    void pathsThatNoReaderLetsThroughAreRefusedHereToo() throws IOException {
        Extraction extraction = new Extraction(target, false);
        for (String path : List.of("../f", "/f", "a/../../f", "", "a//f", "./f", "a/..")) {
            BackupException refusal = assertThrows(
                    BackupException.class, () -> extraction.file(member(path, EntryType.FILE, 0600, null, 0)), path);
            assertEquals(ErrorCode.ARCHIVE_UNSAFE, refusal.code());
        }
        assertEmpty(target);
        assertArrayEquals(new String[] {"target"}, scratch.toFile().list());
    }

    @Test
    void whatStandsThereIsNeitherOverwrittenNorFollowed() throws IOException, BackupException {
        Path precious = Files.writeString(scratch.resolve("precious"), "old");
        Extraction extraction = new Extraction(target, false);
        extraction.add(member("d", EntryType.DIRECTORY, 0700, null, 0));
        Files.createSymbolicLink(target.resolve("d/f"), precious);
        assertThrows(IOException.class, () -> extraction.file(member("d/f", EntryType.FILE, 0600, null, 0)));
        assertEquals("old", Files.readString(precious));
    }

    @Test
    void aTargetThatHoldsSomethingIsRefused() throws IOException {
        Files.writeString(target.resolve("x"), "x");
        Extraction extraction = new Extraction(target, false);
        BackupException refusal = assertThrows(
                BackupException.class, () -> extraction.add(member("d", EntryType.DIRECTORY, 0700, null, 0)));
        assertEquals(ErrorCode.TARGET_NOT_EMPTY, refusal.code());
    }

    @Test
    void aHardLinkToWhatWasNotExtractedIsRefused() {
        Extraction extraction = new Extraction(target, false);
        BackupException refusal = assertThrows(
                BackupException.class, () -> extraction.add(member("h", EntryType.HARDLINK, 0, "/etc/passwd", 0)));
        assertEquals(ErrorCode.PATH_NOT_FOUND, refusal.code());
    }

    @Test
    void aFileIsExactlyAsLongAsItsMemberSays() throws IOException, BackupException {
        Extraction extraction = new Extraction(target, false);
        OutputStream shorter = extraction.file(member("short", EntryType.FILE, 0600, null, 5));
        shorter.write(new byte[4]);
        assertThrows(IOException.class, shorter::close);
        OutputStream longer = extraction.file(member("long", EntryType.FILE, 0600, null, 5));
        assertThrows(IOException.class, () -> longer.write(new byte[6]));
        longer.write(new byte[5]);
        longer.close();
    }

    @Test
    void ownersAreSetByNameThenById() throws IOException, BackupException {
        assumeTrue("root".equals(System.getProperty("user.name")), "changing owners needs root");
        Extraction extraction = new Extraction(target, true);
        write(extraction, owned("named", EntryType.FILE, new Owner(4711, 4712, "daemon", "daemon"), null), new byte[0]);
        write(
                extraction,
                owned("numbered", EntryType.FILE, new Owner(4711, 4712, "nobody-has-this-name", ""), null),
                new byte[0]);
        extraction.add(owned("link", EntryType.SYMLINK, new Owner(4711, 4712, "", ""), "named"));
        extraction.finish();
        assertEquals("daemon", Files.getOwner(target.resolve("named")).getName());
        assertEquals(4711, Files.getAttribute(target.resolve("numbered"), "unix:uid"));
        assertEquals(4712, Files.getAttribute(target.resolve("numbered"), "unix:gid"));
        assertEquals(4711, Files.getAttribute(target.resolve("link"), "unix:uid", LinkOption.NOFOLLOW_LINKS));
        assertEquals("daemon", Files.getOwner(target.resolve("named")).getName());
        assertEquals(0600, mode(target.resolve("named")));
    }

    @Test
    void userAttributesAreSetOthersAreNot() throws IOException, BackupException {
        UserDefinedFileAttributeView probe = Files.getFileAttributeView(scratch, UserDefinedFileAttributeView.class);
        assumeTrue(UserAttributes.work(scratch), "no user attributes here");
        probe.write("probe", ByteBuffer.wrap(new byte[1]));
        Extraction extraction = new Extraction(target, false);
        Map<String, String> xattrs = Map.of("user.note", "aGVsbG8=", "security.capability", "AAAA", "user.bad", "!");
        write(
                extraction,
                new ArchiveMember("f", EntryType.FILE, 0, 0400, new Owner(0, 0, "", ""), TIME, null, xattrs, null),
                new byte[0]);
        extraction.finish();
        UserDefinedFileAttributeView view =
                Files.getFileAttributeView(target.resolve("f"), UserDefinedFileAttributeView.class);
        assertEquals(List.of("note"), view.list());
        ByteBuffer value = ByteBuffer.allocate(5);
        view.read("note", value);
        assertEquals("hello", new String(value.array(), StandardCharsets.UTF_8));
    }

    private static void assertEmpty(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            assertEquals(List.of(), children.toList());
        }
    }
}
