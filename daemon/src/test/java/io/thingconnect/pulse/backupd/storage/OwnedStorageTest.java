package io.thingconnect.pulse.backupd.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.storage.local.LocalStorage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OwnedStorageTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path directory;

    private long nanos;

    private OwnedStorage box(String instance) {
        return new OwnedStorage(
                new LocalStorage(directory, false), new Owner(instance, "plant", ""), CLOCK, () -> nanos);
    }

    private static void write(Storage storage, String name) throws IOException {
        try (Upload upload = storage.begin(name)) {
            upload.stream().write(name.getBytes(StandardCharsets.UTF_8));
            upload.commit();
        }
    }

    @Test
    void firstWriterOwns_andAnotherReadsOnly() throws Exception {
        OwnedStorage one = box("1");
        OwnedStorage other = box("2");
        assertEquals(Optional.empty(), other.owner());
        write(one, "daily/a");
        assertEquals(Optional.of(new Owner("1", "plant", "2026-01-01T00:00:00Z")), other.owner());
        Files.writeString(directory.resolve("daily/.pulse-upload-b"), "under way");

        assertThrows(NotOwnerException.class, () -> other.begin("daily/b"));
        assertThrows(NotOwnerException.class, () -> other.delete("daily/a"));
        assertThrows(NotOwnerException.class, () -> other.rename("daily/a", "daily/b"));
        assertThrows(NotOwnerException.class, other::sweep);
        assertThrows(NotOwnerException.class, () -> OwnedStorage.requireNotAnothers(other));
        assertTrue(Files.exists(directory.resolve("daily/.pulse-upload-b")));
        assertEquals("daily/a", new String(other.read("daily/a").readAllBytes(), StandardCharsets.UTF_8));
        OwnedStorage.requireNotAnothers(one);
        assertEquals(List.of("daily/.pulse-upload-b"), one.sweep());
    }

    /** A place that says what the interface says by default is not asked at all. */
    @Test
    void everyMethodOfAPlace_isPassedOn() throws Exception {
        Set<String> asked = new TreeSet<>();
        Storage place = (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (proxy, method, arguments) -> {
                    asked.add(method.toString());
                    return switch (method.getName()) {
                        // Ours, so that nothing is refused.
                        case "read" ->
                            new ByteArrayInputStream("{\"instance\":\"1\"}".getBytes(StandardCharsets.UTF_8));
                        case "lockedUntil" -> Optional.empty();
                        case "isRemote" -> true;
                        case "writeBlock" -> 1;
                        default -> method.getReturnType() == List.class ? List.of() : null;
                    };
                });
        OwnedStorage owned = new OwnedStorage(place, new Owner("1", "plant", ""), CLOCK, () -> nanos);
        Set<String> all = new TreeSet<>();
        for (Method method : Storage.class.getMethods()) {
            if (!Modifier.isStatic(method.getModifiers())) {
                all.add(method.toString());
                Object[] names = new Object[method.getParameterCount()];
                Arrays.fill(names, "daily/a");
                method.invoke(owned, names);
            }
        }
        assertEquals(all, asked);
        assertTrue(all.size() >= 13, all.toString());
    }

    @Test
    void everyPlaceAroundAnother_answersForItself() throws Exception {
        for (Class<?> around : List.of(OwnedStorage.class, LimitedStorage.class)) {
            for (Method method : Storage.class.getMethods()) {
                if (!Modifier.isStatic(method.getModifiers())) {
                    Method answer = around.getMethod(method.getName(), method.getParameterTypes());
                    assertNotEquals(Storage.class, answer.getDeclaringClass(), () -> around + " leaves " + method);
                }
            }
        }
    }

    @Test
    void aPlaceThatRefusesToDelete_isRemembered() throws Exception {
        Storage stubborn = (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "delete" -> throw new DeleteRefusedException("not let", null);
                        case "read" -> {
                            return new ByteArrayInputStream("{\"instance\":\"1\"}".getBytes(StandardCharsets.UTF_8));
                        }
                        default -> throw new AssertionError(method.toString());
                    }
                });
        OwnedStorage owned = new OwnedStorage(stubborn, new Owner("1", "plant", ""), CLOCK, () -> nanos);
        assertEquals(Optional.empty(), owned.refusedToDelete());
        assertThrows(DeleteRefusedException.class, () -> owned.delete("daily/a"));
        assertEquals(Optional.of(CLOCK.instant()), owned.refusedToDelete());
    }

    @Test
    void adopted_theFormerOwnerIsRefused_removalsWithinSeconds() throws Exception {
        OwnedStorage one = box("1");
        write(one, "daily/a");
        write(one, "daily/b");
        one.delete("daily/a");
        box("2").adopt();
        assertThrows(NotOwnerException.class, () -> one.begin("daily/c"));
        nanos += 6_000_000_000L;
        assertThrows(NotOwnerException.class, () -> one.delete("daily/b"));
        write(box("2"), "daily/c");
    }

    @Test
    void backupsWithoutAnOwner_belongToTheBoxOfTheirManifest() throws Exception {
        Path job = Files.createDirectories(directory.resolve("daily"));
        Path manifest = job.resolve("pulse-backup-20240115T020000Z-full.manifest.json");
        Files.writeString(manifest, "{\"format\":1,\"host\":\"plant\",\"instanceId\":\"1\",\"entries\":[");
        assertThrows(NotOwnerException.class, () -> write(box("2"), "daily/a"));
        assertFalse(Files.exists(directory.resolve(OwnedStorage.FILE)));
        write(box("1"), "daily/a");
        assertTrue(Files.exists(directory.resolve(OwnedStorage.FILE)));

        Files.delete(directory.resolve(OwnedStorage.FILE));
        Files.write(manifest, new byte[] {(byte) 0x8c, 13, 4, 9, 0, 1, 2});
        assertThrows(NotOwnerException.class, () -> write(box("1"), "daily/b"));
        Files.writeString(directory.resolve(OwnedStorage.FILE), "no JSON");
        assertThrows(NotOwnerException.class, () -> write(box("1"), "daily/b"));
    }
}
