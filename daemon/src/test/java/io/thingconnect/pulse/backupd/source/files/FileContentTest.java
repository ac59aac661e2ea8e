package io.thingconnect.pulse.backupd.source.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FileContentTest {
    @TempDir
    Path root;

    private Path file;
    private final List<String> warnings = new ArrayList<>();

    @BeforeEach
    void nameTheFile() {
        file = root.resolve("file");
    }

    private FoundEntry found() throws BackupException {
        return new FileWalker(root, List.of()).stat(new SourceTree(Component.STATE, file));
    }

    private byte[] fill(int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        Files.write(file, bytes);
        return bytes;
    }

    private static byte[] read(FileContent content, Work work) throws IOException, BackupException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        content.writeTo(out, work);
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4096, FileContent.SMALL - 1, FileContent.SMALL, FileContent.SMALL + 1, 3_000_000})
    void anUnchangedFileIsWrittenAsItIs(int size) throws IOException, BackupException {
        byte[] bytes = fill(size);
        Work work = new Work();
        try (FileContent content = FileContent.open(found(), warnings::add).orElseThrow()) {
            assertEquals(size, content.size());
            assertArrayEquals(bytes, read(content, work));
        }
        assertEquals(size, work.done());
        assertEquals(List.of(), warnings);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 2_000_000})
    void aFileThatGrewSinceTheWalkHasItsNewSize(int size) throws IOException, BackupException {
        fill(size);
        FoundEntry walked = found();
        byte[] grown = fill(size + 1_500_000);
        try (FileContent content = FileContent.open(walked, warnings::add).orElseThrow()) {
            assertEquals(grown.length, content.size());
            assertArrayEquals(grown, read(content, new Work()));
        }
        assertEquals(List.of(), warnings);
    }

    @Test
    void aFileThatGrowsWhileReadIsCutAtItsSizeAndWarnedOf() throws IOException, BackupException {
        byte[] bytes = fill(2_000_000);
        try (FileContent content = FileContent.open(found(), warnings::add).orElseThrow()) {
            Files.write(file, new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
            assertArrayEquals(bytes, read(content, new Work()));
        }
        assertEquals(List.of("'" + file + "' changed while it was read"), warnings);
    }

    @Test
    void aFileThatShrinksWhileReadIsFilledWithZerosAndWarnedOf() throws IOException, BackupException {
        byte[] bytes = fill(2_000_000);
        try (FileContent content = FileContent.open(found(), warnings::add).orElseThrow()) {
            try (RandomAccessFile truncated = new RandomAccessFile(file.toFile(), "rw")) {
                truncated.setLength(500_000);
            }
            byte[] expected = Arrays.copyOf(Arrays.copyOf(bytes, 500_000), 2_000_000);
            assertArrayEquals(expected, read(content, new Work()));
        }
        assertEquals(1, warnings.size());
        assertTrue(warnings.get(0).contains("1500000 zero bytes"), warnings.get(0));
    }

    @Test
    void aFileOverwrittenInPlaceWhileReadIsWarnedOf() throws IOException, BackupException {
        fill(2_000_000);
        try (FileContent content = FileContent.open(found(), warnings::add).orElseThrow()) {
            try (RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw")) {
                writer.write(0);
            }
            assertEquals(2_000_000, read(content, new Work()).length);
        }
        assertEquals(List.of("'" + file + "' changed while it was read"), warnings);
    }

    @Test
    void aSmallFileReplacedByRenameIsTheNewOne() throws IOException, BackupException {
        fill(100);
        FoundEntry walked = found();
        Path next = Files.writeString(root.resolve("next"), "new content");
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileContent content = FileContent.open(walked, warnings::add).orElseThrow()) {
            assertArrayEquals("new content".getBytes(StandardCharsets.UTF_8), read(content, new Work()));
        }
        assertEquals(List.of(), warnings);
    }

    @Test
    void aDatabaseInUseThatTookTheNameIsNotOpened() throws IOException, BackupException {
        fill(100);
        FoundEntry walked = found();
        Path database = Files.writeString(root.resolve("pulse.db"), "live");
        try (RandomAccessFile held = new RandomAccessFile(database.toFile(), "r")) {
            Files.delete(file);
            Files.createLink(file, database);
            assertTrue(FileContent.open(walked, warnings::add).isEmpty());
            assertEquals(4, held.length());
        }
        assertTrue(warnings.get(0).contains("in use here"), warnings.get(0));
    }

    @Test
    void whatIsGoneOrNoFileAnyMoreIsAWarning() throws IOException, BackupException {
        fill(10);
        FoundEntry walked = found();
        Files.delete(file);
        assertTrue(FileContent.open(walked, warnings::add).isEmpty());
        Files.createSymbolicLink(file, Path.of("/etc/hostname"));
        assertTrue(FileContent.open(walked, warnings::add).isEmpty());
        Files.delete(file);
        Files.createDirectory(file);
        assertTrue(FileContent.open(walked, warnings::add).isEmpty());
        assertEquals(3, warnings.size(), warnings.toString());
        assertTrue(warnings.get(0).contains("no such file"), warnings.get(0));
        assertTrue(warnings.get(1).contains("no regular file"), warnings.get(1));
    }

    @Test
    void whatMayNotBeReadIsAWarning() throws IOException, BackupException {
        assumeFalse("root".equals(System.getProperty("user.name")), "root may read everything");
        fill(10);
        Files.setAttribute(file, "unix:mode", 0);
        assertTrue(FileContent.open(found(), warnings::add).isEmpty());
        assertTrue(warnings.get(0).contains("permission denied"), warnings.get(0));
    }

    @Test
    void cancelStopsBetweenBlocks() throws IOException, BackupException {
        fill(3_000_000);
        Work work = new Work();
        try (FileContent content = FileContent.open(found(), warnings::add).orElseThrow()) {
            OutputStream cancelling = new OutputStream() {
                @Override
                public void write(int value) {
                    work.cancel();
                }

                @Override
                public void write(byte[] bytes, int offset, int count) {
                    work.cancel();
                }
            };
            BackupException e = assertThrows(BackupException.class, () -> content.writeTo(cancelling, work));
            assertEquals(ErrorCode.CANCELLED, e.code());
        }
        assertTrue(work.done() < 3_000_000);
    }

    /** Whatever a writer does meanwhile, as many bytes come out as were announced. */
    @Test
    void underAWriterTheSizeHolds() throws Exception {
        fill(FileContent.SMALL - 1000);
        FoundEntry walked = found();
        AtomicBoolean stop = new AtomicBoolean();
        Thread writer = new Thread(() -> resize(stop), "resize");
        writer.start();
        try {
            for (int i = 0; i < 200; i++) {
                try (FileContent content =
                        FileContent.open(walked, warnings::add).orElseThrow()) {
                    assertEquals(content.size(), read(content, new Work()).length);
                }
            }
        } finally {
            stop.set(true);
            writer.join();
        }
    }

    private void resize(AtomicBoolean stop) {
        try (RandomAccessFile resized = new RandomAccessFile(file.toFile(), "rw")) {
            Random random = new Random(1);
            while (!stop.get()) {
                resized.setLength(FileContent.SMALL - 5000 + random.nextInt(10_000));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
