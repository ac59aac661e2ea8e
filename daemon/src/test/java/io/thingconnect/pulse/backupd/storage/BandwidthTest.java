package io.thingconnect.pulse.backupd.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.storage.local.LocalStorage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BandwidthTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @TempDir
    Path directory;

    private static Bandwidth.Window window(String text, long rate) {
        return Bandwidth.Window.parse(text, rate).orElseThrow();
    }

    private static long at(Bandwidth bandwidth, String time) {
        return bandwidth.at(Instant.parse(time));
    }

    @Test
    void windows_areThoseOfTheWallClock_alsoOverMidnight() {
        Bandwidth day = new Bandwidth(20, List.of(window("08:00-18:00", 2)), BERLIN);
        assertEquals(20, at(day, "2024-01-15T06:59:59Z"));
        assertEquals(2, at(day, "2024-01-15T07:00:00Z"));
        assertEquals(2, at(day, "2024-01-15T16:59:59Z"));
        assertEquals(20, at(day, "2024-01-15T17:00:00Z"));
        assertEquals(2, at(day, "2024-07-15T06:00:00Z"), "08:00 in summer");
        Bandwidth night = new Bandwidth(0, List.of(window("22:00-06:00", 5)), BERLIN);
        assertEquals(5, at(night, "2024-01-15T21:00:00Z"));
        assertEquals(5, at(night, "2024-01-15T04:59:59Z"));
        assertEquals(0, at(night, "2024-01-15T05:00:00Z"));
        Bandwidth two = new Bandwidth(9, List.of(window("08:00-24:00", 4), window("20:00-21:00", 1)), BERLIN);
        assertEquals(1, at(two, "2024-01-15T19:30:00Z"));
        assertEquals(4, at(two, "2024-01-15T22:59:00Z"));
        assertEquals(9, at(two, "2024-01-15T23:00:00Z"));
        assertEquals(Optional.empty(), Bandwidth.Window.parse("8-18", 1));
    }

    private static void write(Storage storage, byte[] bytes) throws IOException {
        try (Upload upload = storage.begin("daily/a")) {
            upload.stream().write(bytes);
            upload.commit();
        }
    }

    @Test
    void anUpload_andADownload_takeAsLongAsTheLimitSays() throws IOException {
        byte[] bytes = StorageContract.random(1_000_000);
        PassingTime time = new PassingTime("2024-01-15T12:00:00Z");
        Bandwidth limit = new Bandwidth(100_000, List.of(), BERLIN);
        Storage storage = LimitedStorage.of(new LocalStorage(directory, false), limit, time.pace());
        write(storage, bytes);
        assertEquals(9.75, time.seconds(), 0.05);
        try (InputStream in = storage.read("daily/a")) {
            assertArrayEquals(bytes, in.readAllBytes());
        }
        assertEquals(19.5, time.seconds(), 0.1);
        assertTrue(
                time.longestWait() <= Duration.ofMillis(300).toNanos(),
                "nobody could cancel for " + time.longestWait());
        assertTrue(storage.isRemote(), "an archive would be built at the pace of the limit");
    }

    /** Ten seconds before the window ends: a tenth of the bytes at the slow rate, the rest at the fast one. */
    @Test
    void aWindowThatEndsInMidUpload_countsFromThatMomentOn() throws IOException {
        PassingTime time = new PassingTime("2024-01-15T16:59:50Z");
        Bandwidth limit = new Bandwidth(90_000, List.of(window("08:00-18:00", 10_000)), BERLIN);
        Storage storage = LimitedStorage.of(new LocalStorage(directory, false), limit, time.pace());
        write(storage, StorageContract.random(1_000_000));
        assertEquals(20, time.seconds(), 0.5);
    }
}
