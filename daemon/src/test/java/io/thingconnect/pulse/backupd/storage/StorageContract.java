package io.thingconnect.pulse.backupd.storage;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.storage.Storage.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * What every kind of destination owes; each kind runs it against a real one.
 *
 * <p>Names are what the product gives away: letters of any script, digits, blanks and some punctuation, but none of
 * {@code / \ : * ? " < > |}, and nothing that starts or ends with a dot or ends with a blank.
 */
public abstract class StorageContract extends StorageCase {
    private static final List<String> ODD_NAMES = List.of(
            "with blank.tar.gz",
            "Anlage-Süd (3)+#1.tar.gz",
            "100%25.tar.gz",
            "a&b='c',~d.json",
            "工場-バックアップ.sha256",
            "🏭.pin",
            "-starts-with-a-dash",
            "x".repeat(200));

    @Test
    void commit_makesTheFileVisibleWithItsBytes() throws IOException {
        try (Storage storage = storage()) {
            byte[] bytes = random(3_000_017);
            put(storage, "daily/a.tar.gz", bytes);
            assertEquals(List.of(new StoredFile("a.tar.gz", bytes.length)), storage.list("daily"));
            assertEquals(List.of("daily"), storage.directories());
            assertHolds(bytes, storage, "daily/a.tar.gz");
        }
    }

    @Test
    void readBack_yieldsTheStoredBytes_ofAnySize() throws IOException {
        try (Storage storage = storage()) {
            for (int size : List.of(0, 1, 511, 4096, 4097, 65_536, 1 << 20, (1 << 20) + 1, 2_500_000)) {
                put(storage, "daily/f" + size, random(size));
                assertHolds(random(size), storage, "daily/f" + size);
            }
        }
    }

    @Test
    void aBigFile_writtenInPiecesOfOddSizes_comesBackWhole() throws IOException {
        byte[] bytes = random(bigSize());
        try (Storage storage = storage()) {
            try (Upload upload = storage.begin("daily/big")) {
                upload.stream().write(bytes[0]);
                int piece = 1;
                for (int at = 1; at < bytes.length; at += piece) {
                    piece = Math.min(bytes.length - at, piece * 3 % 1_500_007 + 1);
                    upload.stream().write(bytes, at, piece);
                }
                upload.stream().flush();
                upload.commit();
            }
            assertEquals(List.of(new StoredFile("big", bytes.length)), storage.list("daily"));
            assertHolds(bytes, storage, "daily/big");
        }
    }

    @Test
    void read_byteByByteAndPastTheEnd_isAStreamLikeAnyOther() throws IOException {
        try (Storage storage = storage()) {
            put(storage, "daily/a", new byte[] {(byte) 0xFF, 0, 7});
            try (InputStream in = storage.read("daily/a")) {
                assertEquals(0xFF, in.read());
                assertEquals(0, in.read());
                assertEquals(1, in.read(new byte[10], 3, 7));
                assertEquals(-1, in.read());
                assertEquals(-1, in.read(new byte[10]));
            }
        }
    }

    @Test
    void aReadGivenUpHalfWay_disturbsNothing() throws IOException {
        byte[] bytes = random(3_000_000);
        try (Storage storage = storage()) {
            put(storage, "daily/a", bytes);
            for (int round = 0; round < 5; round++) {
                try (InputStream in = storage.read("daily/a")) {
                    assertTrue(in.read() >= 0);
                }
            }
            assertHolds(bytes, storage, "daily/a");
        }
    }

    @Test
    void read_ofWhatIsNotThere_isNoSuchFile() throws IOException {
        try (Storage storage = storage()) {
            assertThrows(
                    NoSuchFileException.class, () -> storage.read("daily/a").close());
            assertThrows(
                    NoSuchFileException.class,
                    () -> storage.readBack("daily/a").stream().close());
            put(storage, "daily/b", random(1));
            assertThrows(
                    NoSuchFileException.class, () -> storage.read("daily/a").close());
            assertThrows(
                    NoSuchFileException.class,
                    () -> storage.readBack("daily/a").stream().close());
        }
    }

    @Test
    void closeWithoutCommit_leavesNothing() throws IOException {
        try (Storage storage = storage()) {
            try (Upload upload = storage.begin("daily/a")) {
                upload.stream().write(random(100_000));
            }
            assertEquals(List.of(), storage.list("daily"));
            assertEquals(List.of(), storage.sweep());
            assertThrows(
                    NoSuchFileException.class, () -> storage.read("daily/a").close());
        }
    }

    @Test
    void closeWithoutCommit_keepsTheOlderFileOfThatName() throws IOException {
        try (Storage storage = storage()) {
            put(storage, "daily/a", random(10));
            try (Upload upload = storage.begin("daily/a")) {
                upload.stream().write(random(100_000));
            }
            assertHolds(random(10), storage, "daily/a");
        }
    }

    @Test
    void anUploadUnderWay_isSeenByNobody() throws IOException {
        try (Storage storage = storage();
                Storage other = storage()) {
            try (Upload upload = storage.begin("daily/a")) {
                upload.stream().write(random(bigSize()));
                for (Storage looking : List.of(storage, other)) {
                    assertEquals(List.of(), looking.list("daily"));
                    assertThrows(
                            NoSuchFileException.class,
                            () -> looking.read("daily/a").close());
                }
                upload.commit();
                assertEquals(1, other.list("daily").size());
            }
            assertEquals(1, other.list("daily").size(), "closing after commit takes nothing away");
        }
    }

    /** As after a kill: nobody closed the upload, and the connections of the process are gone. */
    @Test
    void anInterruptedUpload_leavesNothingVisible_andIsSwept() throws IOException {
        Storage killed = storage();
        try (Storage after = storage()) {
            put(killed, "daily/kept", random(10));
            Upload upload = killed.begin("daily/a");
            upload.stream().write(random(bigSize()));
            killed.close();
            assertEquals(List.of(new StoredFile("kept", 10)), after.list("daily"));
            // Some servers have swept by themselves.
            assertTrue(after.sweep().size() <= 1);
            assertEquals(List.of(), after.sweep());
            assertEquals(List.of(new StoredFile("kept", 10)), after.list("daily"));
            put(after, "daily/a", random(20));
            assertHolds(random(20), after, "daily/a");
            assertEquals(List.of(), after.sweep());
        }
    }

    @Test
    void commit_replacesAnOlderFile() throws IOException {
        try (Storage storage = storage()) {
            put(storage, "daily/a", random(20));
            put(storage, "daily/a", random(10));
            assertEquals(List.of(new StoredFile("a", 10)), storage.list("daily"));
            assertHolds(random(10), storage, "daily/a");
        }
    }

    @Test
    void twoUploadsOfOneName_areBothWhole_andTheLastStays() throws IOException {
        try (Storage storage = storage();
                Upload first = storage.begin("NOTES.md");
                Upload second = storage.begin("NOTES.md")) {
            first.stream().write(random(10));
            second.stream().write(random(20));
            first.commit();
            assertHolds(random(10), storage, "NOTES.md");
            second.commit();
            assertHolds(random(20), storage, "NOTES.md");
        }
    }

    @Test
    void concurrentUploads_doNotMix() throws Exception {
        int uploads = 4;
        ExecutorService threads = Executors.newFixedThreadPool(uploads);
        try (Storage storage = storage()) {
            List<Callable<Void>> work = new ArrayList<>();
            for (int n = 0; n < uploads; n++) {
                String name = (n % 2 == 0 ? "daily/" : "weekly/") + "f" + n;
                byte[] bytes = random(2_000_000 + n);
                work.add(() -> {
                    put(storage, name, bytes);
                    assertHolds(bytes, storage, name);
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(work)) {
                assertDoesNotThrow(() -> done.get());
            }
            assertEquals(List.of("daily", "weekly"), storage.directories());
            assertEquals(
                    List.of(new StoredFile("f0", 2_000_000), new StoredFile("f2", 2_000_002)), storage.list("daily"));
            assertEquals(
                    List.of(new StoredFile("f1", 2_000_001), new StoredFile("f3", 2_000_003)), storage.list("weekly"));
        } finally {
            threads.shutdownNow();
        }
    }

    /** Ten seconds before the window ends: a tenth of the bytes at its rate, the rest at that of the evening. */
    @Test
    void aLimit_isKeptInBothDirections_andAWindowThatEndsOnTheWayCountsAtOnce() throws IOException {
        PassingTime time = new PassingTime("2024-01-15T16:59:50Z");
        Bandwidth.Window day = Bandwidth.Window.parse("08:00-18:00", 10_000).orElseThrow();
        Bandwidth limit = new Bandwidth(90_000, List.of(day), PassingTime.BERLIN);
        byte[] bytes = random(1_000_000);
        try (Storage storage = LimitedStorage.of(storage(), limit, time.pace())) {
            put(storage, "daily/a", bytes);
            assertEquals(20, time.seconds(), 0.5);
            try (InputStream in = storage.read("daily/a")) {
                assertTrue(Arrays.equals(bytes, in.readAllBytes()));
            }
            assertEquals(20 + bytes.length / 90_000.0, time.seconds(), 0.5);
            assertTrue(time.longestWait() <= Duration.ofSeconds(1).toNanos(), "held for " + time.longestWait());
            assertTrue(storage.isRemote(), "an archive would be built at the pace of the limit");
        }
    }

    @Test
    void oddNames_areKeptToTheLetter() throws IOException {
        try (Storage storage = storage()) {
            for (String name : ODD_NAMES) {
                put(storage, "Werk Süd/" + name, random(name.length()));
            }
            assertEquals(List.of("Werk Süd"), storage.directories());
            List<String> names = storage.list("Werk Süd").stream()
                    .map(StoredFile::name)
                    .sorted()
                    .toList();
            assertEquals(ODD_NAMES.stream().sorted().toList(), names);
            for (String name : ODD_NAMES) {
                assertHolds(random(name.length()), storage, "Werk Süd/" + name);
                storage.rename("Werk Süd/" + name, "Werk Süd/" + name + ".q");
                storage.delete("Werk Süd/" + name + ".q");
            }
            assertEquals(List.of(), storage.list("Werk Süd"));
        }
    }

    @Test
    void aNameThatLeadsOut_isRefused() throws IOException {
        try (Storage storage = storage()) {
            assertThrows(
                    IOException.class, () -> storage.read("../../etc/passwd").close());
            assertThrows(IOException.class, () -> storage.begin("../a").close());
            assertThrows(IOException.class, () -> storage.delete("daily/../../a"));
        }
    }

    @Test
    void list_isOneDirectory_byName() throws IOException {
        try (Storage storage = storage()) {
            for (String name : List.of("daily/c", "daily/a", "weekly/x", "daily/b", "daily-2/y")) {
                put(storage, name, random(5));
            }
            assertEquals(
                    List.of("a", "b", "c"),
                    storage.list("daily").stream().map(StoredFile::name).toList());
            assertEquals(List.of("daily", "daily-2", "weekly"), storage.directories());
        }
    }

    /** A server may hand out a directory in pieces. */
    @Test
    void list_ofManyFiles_isComplete() throws IOException {
        try (Storage storage = storage()) {
            List<StoredFile> expected = new ArrayList<>();
            for (int n = 1000; n < 1150; n++) {
                put(storage, "daily/pulse-backup-20240115T020000Z-full-" + n + ".sha256", random(1));
                expected.add(new StoredFile("pulse-backup-20240115T020000Z-full-" + n + ".sha256", 1));
            }
            assertEquals(expected, storage.list("daily"));
        }
    }

    @Test
    void list_ofWhatIsNotThere_isEmpty() throws IOException {
        try (Storage storage = storage()) {
            assertEquals(List.of(), storage.list("nothing"));
            assertEquals(List.of(), storage.directories());
            assertEquals(List.of(), storage.sweep());
        }
    }

    @Test
    void delete_removes_andIsNoErrorTwice() throws IOException {
        try (Storage storage = storage()) {
            put(storage, "daily/a", random(10));
            put(storage, "daily/ab", random(11));
            storage.delete("daily/a");
            storage.delete("daily/a");
            storage.delete("nothing/a");
            assertEquals(List.of(new StoredFile("ab", 11)), storage.list("daily"));
        }
    }

    @Test
    void rename_takesAFileOutOfTheWay_andReplaces() throws IOException {
        try (Storage storage = storage()) {
            put(storage, "daily/a.quarantined", random(9));
            put(storage, "daily/a", random(10));
            storage.rename("daily/a", "daily/a.quarantined");
            assertEquals(List.of(new StoredFile("a.quarantined", 10)), storage.list("daily"));
            assertHolds(random(10), storage, "daily/a.quarantined");
        }
    }

    @Test
    void rename_ofWhatIsNotThere_fails() throws IOException {
        try (Storage storage = storage()) {
            put(storage, "daily/b", random(10));
            assertThrows(IOException.class, () -> storage.rename("daily/a", "daily/b"));
            assertHolds(random(10), storage, "daily/b");
        }
    }

    @Test
    void space_isKnownOrSaysSo() throws IOException {
        try (Storage storage = storage()) {
            Storage.Space space = storage.space();
            assertTrue(space.free() == -1 || (space.free() > 0 && space.free() <= space.total()));
        }
    }

    @Test
    void close_twice_isNoError() throws IOException {
        Storage storage = storage();
        put(storage, "daily/a", random(10));
        storage.close();
        storage.close();
        assertFalse(storage.location().isBlank());
    }
}
