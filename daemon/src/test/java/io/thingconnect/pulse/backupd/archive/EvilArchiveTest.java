package io.thingconnect.pulse.backupd.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.encryption.Opening;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Members that would leave the target or become what no archive may bring. */
final class EvilArchiveTest extends ArchiveReading {

    static Stream<Arguments> evil() {
        String deep = "d/".repeat(2100) + "f";
        return Stream.of(
                Arguments.of("an absolute path", new ForgedTar().file("/etc/passwd")),
                Arguments.of("'..'", new ForgedTar().file("../escape")),
                Arguments.of("'..'", new ForgedTar().file("a/../../escape")),
                Arguments.of("'..'", new ForgedTar().file("a/..")),
                Arguments.of("'.'", new ForgedTar().file("./a")),
                Arguments.of("an empty, ", new ForgedTar().file("a//b")),
                Arguments.of("an empty name", new ForgedTar().file("")),
                Arguments.of("an absolute path", new ForgedTar().link('5', "/", "")),
                Arguments.of("NUL", new ForgedTar().pax("path=a\0b").file("a")),
                Arguments.of(
                        "an overlong name",
                        new ForgedTar().pax("path=" + "n".repeat(256)).file("a")),
                Arguments.of(
                        "an overlong path", new ForgedTar().pax("path=" + deep).file("a")),
                Arguments.of(
                        "a parent, 'a', that is no directory",
                        new ForgedTar().link('2', "a", "/tmp").file("a/b")),
                Arguments.of(
                        "a parent, 'a', that is no directory",
                        new ForgedTar().file("a").file("a/b/c")),
                Arguments.of(
                        "a parent, 'h', that is no directory",
                        new ForgedTar().file("f").link('1', "h", "f").file("h/b")),
                Arguments.of(
                        "a path that was there before",
                        new ForgedTar().file("a").file("a")),
                Arguments.of(
                        "a path that was there before",
                        new ForgedTar().link('5', "a/", "").link('2', "a", "/tmp")),
                Arguments.of(
                        "a path that was there before",
                        new ForgedTar().file("a/b").link('2', "a", "/tmp")),
                Arguments.of(
                        "a path that was there before",
                        new ForgedTar().link('5', "a/", "").link('5', "a/", "")),
                Arguments.of("a device", new ForgedTar().link('3', "dev", "")),
                Arguments.of("a device", new ForgedTar().link('4', "dev", "")),
                Arguments.of("a pipe", new ForgedTar().link('6', "fifo", "")),
                Arguments.of("an unknown type", new ForgedTar().link('S', "sparse", "")),
                Arguments.of("an unknown type", new ForgedTar().link('g', "global", "")),
                Arguments.of(
                        "a sparse map",
                        new ForgedTar().pax("GNU.sparse.major=1").file("s")),
                Arguments.of("set-uid", new ForgedTar().header('0', "sh", "", 0, 04755)),
                Arguments.of("set-uid", new ForgedTar().header('0', "sh", "", 0, 02755)),
                Arguments.of("a hard link", new ForgedTar().link('1', "h", "/etc/shadow")),
                Arguments.of(
                        "a hard link", new ForgedTar().link('1', "h", "later").file("later")),
                Arguments.of(
                        "a hard link",
                        new ForgedTar().link('2', "s", "/etc/shadow").link('1', "h", "s")),
                Arguments.of("an impossible link target", new ForgedTar().link('2', "s", "")),
                Arguments.of("an impossible size", new ForgedTar().add('2', "s", "t", new byte[9])),
                Arguments.of("an impossible size", new ForgedTar().add('5', "d/", "", new byte[9])),
                Arguments.of("an oversized extended header", new ForgedTar().header('x', "big", "", (8L << 30) - 1, 0)),
                Arguments.of("an oversized extended header", new ForgedTar().header('L', "big", "", 1 << 30, 0)));
    }

    @ParameterizedTest
    @MethodSource("evil")
    void evilIsRefusedByName(String words, ForgedTar tar) {
        assertRefused(ErrorCode.ARCHIVE_UNSAFE, words, tar.end());
    }

    /** The members before the evil one are extracted, and nothing else comes of it. */
    @ParameterizedTest
    @MethodSource("evil")
    void evilLeavesNothingOutsideTheTarget(String words, ForgedTar tar) throws IOException {
        Path target = Files.createDirectory(scratch.resolve("target"));
        Extraction extraction = new Extraction(target, false);
        assertThrows(BackupException.class, () -> extract(tar.end(), extraction), words);
        try (Stream<Path> beside = Files.list(scratch);
                Stream<Path> below = Files.walk(target)) {
            assertEquals(List.of(target), beside.toList());
            assertTrue(below.noneMatch(Files::isSymbolicLink));
        }
    }

    private static void extract(byte[] archive, Extraction extraction) throws IOException, BackupException {
        try (ArchiveReader reader =
                ArchiveReader.open(new ByteArrayInputStream(archive), Compression.NONE, Opening.PLAIN, Samples.WIDE)) {
            for (ArchiveMember member = reader.next(); member != null; member = reader.next()) {
                if (member.type() != EntryType.FILE) {
                    extraction.add(member);
                    continue;
                }
                try (OutputStream out = extraction.file(member)) {
                    out.write(Samples.content(reader));
                }
            }
            extraction.finish();
        }
    }

    @Test
    void whatIsHonestIsExtractedWhole() throws IOException, BackupException {
        Path target = Files.createDirectory(scratch.resolve("target"));
        extract(Samples.archive(Compression.NONE), new Extraction(target, false));
        assertArrayEquals(Samples.bytes(1, 3000), Files.readAllBytes(target.resolve("etc/hard")));
        assertArrayEquals(Samples.bytes(3, 20_000), Files.readAllBytes(target.resolve("etc/large")));
        assertTrue(Files.isSymbolicLink(target.resolve("etc/soft")));
    }
}
