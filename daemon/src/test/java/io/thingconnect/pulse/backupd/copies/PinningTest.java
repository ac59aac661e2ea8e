package io.thingconnect.pulse.backupd.copies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.PinRecord;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.operation.ExpiryWorld;
import io.thingconnect.pulse.backupd.retention.Keep;
import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.storage.local.LocalStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PinningTest {
    private static final Instant LATER = ExpiryWorld.NOW.plusSeconds(3600);

    @TempDir
    Path directory;

    private ExpiryWorld world;
    private Label label;

    @BeforeEach
    void open() throws Exception {
        world = new ExpiryWorld(directory);
        label = world.backup(1, "local", "nas");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private ErrorCode refusal(Optional<Instant> until) {
        return assertThrows(BackupException.class, () -> world.pinning.pin(label.toString(), until, "audit", "jo"))
                .code();
    }

    @Test
    void pin_standsInTheCatalogAndBesideEveryCopy() throws Exception {
        assertEquals(List.of(), world.pinning.pin("latest", Optional.of(LATER), "über \"all\"", "jo"));
        PinRecord pin = new PinRecord(label, LATER, "über \"all\"", "jo", ExpiryWorld.NOW);
        assertEquals(Optional.of(pin), world.catalog.pin(label));
        for (String place : List.of("local", "nas")) {
            Storage storage = new LocalStorage(directory.resolve(place), false);
            assertEquals(Optional.of(pin), PinFile.read(storage, ExpiryWorld.JOB, label));
        }
    }

    @Test
    void pin_forEver_replacesTheOneThereIs() throws Exception {
        world.pinning.pin(label.toString(), Optional.of(LATER), "audit", "jo");
        world.pinning.pin(label.toString(), Optional.empty(), "court", "ada");
        PinRecord pin = new PinRecord(label, null, "court", "ada", ExpiryWorld.NOW);
        assertEquals(List.of(pin), world.catalog.pins());
        Storage storage = new LocalStorage(directory.resolve("nas"), false);
        assertEquals(Optional.of(pin), PinFile.read(storage, ExpiryWorld.JOB, label));
    }

    @Test
    void pin_isRefusedWhereItWouldHoldNothing() throws Exception {
        assertEquals(ErrorCode.INVALID_PARAMETER, refusal(Optional.of(ExpiryWorld.NOW)));
        world.catalog.beginRemoval(label, ExpiryWorld.JOB, "nas", ExpiryWorld.NOW);
        assertEquals(ErrorCode.BUSY, refusal(Optional.empty()));
        world.catalog.forgetRemoval(label, "nas");
        world.backup(2, "local", "nas");
        world.expire(Keep.last(1), "local", "nas");
        assertEquals(ErrorCode.BACKUP_NOT_FOUND, refusal(Optional.empty()));
    }

    @Test
    void aPinMadeAfterThePlan_stopsTheRemoval() throws Exception {
        world.pinning.pin(label.toString(), Optional.of(LATER), "audit", "jo");
        BackupException e = assertThrows(
                BackupException.class,
                () -> world.catalog.beginRemoval(label, ExpiryWorld.JOB, "local", ExpiryWorld.NOW));
        assertEquals(ErrorCode.BUSY, e.code());
        world.catalog.beginRemoval(label, ExpiryWorld.JOB, "local", LATER);
        assertEquals(List.of(label), world.catalog.removals(ExpiryWorld.JOB, "local"));
        assertEquals(List.of(), world.catalog.removals("other", "local"));
    }

    @Test
    void unpin_removesTheFilesAndSaysWhereOneIsLeft() throws Exception {
        world.pinning.pin(label.toString(), Optional.empty(), "audit", "jo");
        world.stubborn.add("nas");
        List<String> warnings = world.pinning.unpin(label.toString());
        assertEquals(1, warnings.size());
        assertTrue(warnings.get(0).contains("'nas'"), warnings.toString());
        assertFalse(Files.exists(world.file("local", label, ".pin")));
        assertEquals(Optional.empty(), world.catalog.pin(label));
        BackupException e = assertThrows(BackupException.class, () -> world.pinning.unpin(label.toString()));
        assertEquals(ErrorCode.INVALID_PARAMETER, e.code());
    }

    @Test
    void whatIsNoPinFile_isNoPin() throws Exception {
        Storage storage = new LocalStorage(directory.resolve("local"), false);
        for (String text : List.of("", "[]", "{", "{}", "{\"at\":\"yesterday\"}", "null")) {
            Files.writeString(world.file("local", label, ".pin"), text);
            assertEquals(Optional.empty(), PinFile.read(storage, ExpiryWorld.JOB, label), text);
        }
    }
}
