package io.thingconnect.pulse.backupd.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.Manifests;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.Fault;
import io.thingconnect.pulse.backupd.storage.FaultyStorage;
import io.thingconnect.pulse.backupd.storage.FullStorage;
import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.storage.Upload;
import io.thingconnect.pulse.backupd.storage.local.LocalStorage;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.CopyReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** However a place fails, no bad copy counts as a good one; and a copy that went well does count. */
final class FaultModelTest {
    private static final int PIECE = 10_000;

    @TempDir
    Path directory;

    private final Publisher publisher = new Publisher(Clock.systemUTC());
    private final byte[] archive = archive();
    private final Manifest manifest = Manifests.sample(Sha256.of(archive), archive.length);
    private final BackupFiles files = BackupFiles.of(manifest);

    private static byte[] archive() {
        byte[] bytes = new byte[3 * PIECE + 17];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    static Stream<Arguments> faultsOfEachFile() {
        return Stream.of(Fault.values())
                .flatMap(fault ->
                        Stream.of(".tar.gz", ".manifest.json", ".sha256").map(ending -> Arguments.of(fault, ending)));
    }

    private Storage honest() {
        return new LocalStorage(directory.resolve("place"), false);
    }

    /** How it ended: the state of the copy, or empty where an error was told. */
    private Optional<CopyState> publish(Storage storage) {
        try (Upload upload = storage.begin(files.archive())) {
            for (int at = 0; at < archive.length; at += PIECE) {
                upload.stream().write(archive, at, Math.min(PIECE, archive.length - at));
            }
            return Optional.of(publisher
                    .publish(new Destination("faulty", storage, Keys.none()), upload, manifest, new Work())
                    .state());
        } catch (IOException | BackupException e) {
            return Optional.empty();
        }
    }

    private Optional<CopyState> copy(Storage from, Storage to) {
        try {
            return Optional.of(publisher
                    .copy(
                            new Destination("from", from, Keys.none()),
                            new Destination("to", to, Keys.none()),
                            manifest.job(),
                            manifest.label(),
                            new Work())
                    .state());
        } catch (BackupException | Publisher.UnusableSource e) {
            return Optional.empty();
        }
    }

    private boolean isWhole(Storage storage) throws IOException {
        try (var in = storage.read(files.archive())) {
            return Sha256.of(in.readAllBytes()).equals(manifest.archive().sha256())
                    && CopyReader.open(
                                    new Destination("faulty", storage, Keys.none()), manifest.job(), manifest.label())
                            .manifest()
                            .equals(manifest);
        } catch (BackupException | NoSuchFileException e) {
            return false;
        }
    }

    @ParameterizedTest
    @MethodSource("faultsOfEachFile")
    void publish_neverCallsABadCopyGood(Fault fault, String ending) throws IOException {
        Optional<CopyState> outcome = publish(new FaultyStorage(honest(), fault, ending));
        if (outcome.equals(Optional.of(CopyState.GOOD))) {
            assertTrue(isWhole(honest()), "a bad copy counts");
        }
        assertEquals(fault.isHarmless(), outcome.equals(Optional.of(CopyState.GOOD)), "outcome: " + outcome);
        if (fault.isSilentDamage()) {
            assertEquals(Optional.of(CopyState.QUARANTINED), outcome);
            assertFalse(
                    Files.exists(directory.resolve("place/" + files.checksums())),
                    "somebody could take it for a backup");
        }
    }

    /** The same for a second copy, whose first is whole. */
    @ParameterizedTest
    @MethodSource("faultsOfEachFile")
    void copy_neverCallsABadCopyGood(Fault fault, String ending) throws IOException {
        Storage first = new LocalStorage(directory.resolve("first"), false);
        assertEquals(Optional.of(CopyState.GOOD), publish(first));
        Optional<CopyState> outcome = copy(first, new FaultyStorage(honest(), fault, ending));
        assertEquals(fault.isHarmless(), outcome.equals(Optional.of(CopyState.GOOD)), "outcome: " + outcome);
        assertEquals(fault.isHarmless(), outcome.isPresent() && isWhole(honest()) && !fault.isSilentDamage());
    }

    /** A copy of a copy that went bad after it was proven. */
    @ParameterizedTest
    @MethodSource("damages")
    void copy_ofABadCopy_isNotGood(Fault damage) throws IOException {
        Storage first = new LocalStorage(directory.resolve("first"), false);
        try (Upload upload = new FaultyStorage(first, damage, ".tar.gz").begin(files.archive())) {
            upload.stream().write(archive);
            upload.commit();
        }
        assertNotEquals(Optional.of(CopyState.GOOD), copy(first, honest()));
        assertFalse(isWhole(honest()));
    }

    static Stream<Fault> damages() {
        return Stream.of(Fault.values()).filter(Fault::isSilentDamage);
    }

    /** After each failure that told of itself, the same place takes the same backup once it is well again. */
    @ParameterizedTest
    @MethodSource("faultsOfEachFile")
    void publish_againOnceThePlaceIsWell_isGood(Fault fault, String ending) throws Exception {
        publish(new FaultyStorage(honest(), fault, ending));
        assertEquals(Optional.of(CopyState.GOOD), publish(honest()));
        assertTrue(isWhole(honest()));
    }

    /** From the first byte of the archive to the last one of the file that makes it a backup. */
    @Test
    void aPlaceThatIsFullAtByteN_hasNoBackup_andTakesItWholeOnceThereIsRoom() throws Exception {
        int needed = bytesOfAllFiles();
        List<Integer> limits = new ArrayList<>(List.of(0, 1, PIECE - 1, PIECE, PIECE + 1, archive.length));
        for (int limit = archive.length + 1; limit < needed; limit += 97) {
            limits.add(limit);
        }
        limits.add(needed - 1);
        for (int limit : limits) {
            Optional<CopyState> outcome = publish(new FullStorage(honest(), limit));
            assertEquals(Optional.empty(), outcome, "full at byte " + limit);
            assertFalse(Files.exists(directory.resolve("place/" + files.checksums())), "a backup at byte " + limit);
        }
        assertEquals(Optional.of(CopyState.GOOD), publish(new FullStorage(honest(), needed)));
        assertTrue(isWhole(honest()));
    }

    private int bytesOfAllFiles() throws IOException {
        Storage elsewhere = new LocalStorage(directory.resolve("elsewhere"), false);
        assertEquals(Optional.of(CopyState.GOOD), publish(elsewhere));
        long bytes = 0;
        for (String name : List.of(files.archive(), files.manifest(), files.checksums())) {
            bytes += Files.size(directory.resolve("elsewhere").resolve(name));
        }
        return (int) bytes;
    }

    @Test
    void aFullPlace_isNoSpace() throws IOException {
        Storage full = new FaultyStorage(honest(), Fault.FULL, ".manifest.json");
        try (Upload upload = full.begin(files.archive())) {
            upload.stream().write(archive);
            BackupException e = assertThrows(
                    BackupException.class,
                    () -> publisher.publish(new Destination("full", full, Keys.none()), upload, manifest, new Work()));
            assertEquals(ErrorCode.NO_SPACE, e.code());
        }
    }
}
