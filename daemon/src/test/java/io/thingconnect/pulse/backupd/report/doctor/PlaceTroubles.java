package io.thingconnect.pulse.backupd.report.doctor;

import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.OwnedStorage;
import io.thingconnect.pulse.backupd.storage.Owner;
import io.thingconnect.pulse.backupd.storage.local.LocalStorage;
import io.thingconnect.pulse.backupd.watch.SpaceWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What can be wrong with directories, disks and destinations. */
final class PlaceTroubles {
    private final Bed bed;
    private final Path there;
    private long reserve;
    private long step;

    PlaceTroubles(Bed bed) throws IOException {
        this.bed = bed;
        this.there = Files.createDirectories(bed.directory.resolve("backups"));
    }

    Trouble space() {
        return new Trouble(
                () -> new SpaceLook("spool", bed.spool, reserve), () -> reserve = 1L << 60, () -> reserve = 0);
    }

    private Destination destination(boolean marker) {
        OwnedStorage storage =
                new OwnedStorage(new LocalStorage(there, marker), new Owner("us", "here", ""), bed.clock());
        return new Destination("local", storage, Keys.none());
    }

    private static SpaceWatch.SpaceFacts space(long free, List<SpaceWatch.Stored> stored) {
        return new SpaceWatch.SpaceFacts("local", "there", free, 0, 1, -1, stored);
    }

    /** Ten days of a tenth of the room each, until retention removes as much. */
    Trouble forecast() {
        List<SpaceWatch.Stored> stored = new ArrayList<>();
        return new Trouble(
                () -> new DestinationLook(
                        destination(false), 0, (name, location, free) -> space(1_000_000, stored), bed.clock()),
                () -> {
                    for (int day = 10; day > 0; day--) {
                        stored.add(new SpaceWatch.Stored(Bed.NOW.minus(Duration.ofDays(day)), null, 200_000));
                    }
                },
                () -> stored.replaceAll(
                        one -> new SpaceWatch.Stored(one.from(), one.from().plus(Duration.ofHours(30)), one.bytes())));
    }

    /** Not by mode: root reads everything. A link that leads to itself nobody reads. */
    Trouble unreadable() throws IOException {
        Path tree = Files.createDirectories(bed.directory.resolve("etc"));
        return new Trouble(
                () -> new AccessLook(List.of(tree), Map.of(), List.of()),
                () -> {
                    Files.delete(tree);
                    Files.createSymbolicLink(tree, tree);
                },
                () -> {
                    Files.delete(tree);
                    Files.createDirectory(tree);
                });
    }

    Trouble unwritable() {
        return new Trouble(
                () -> new AccessLook(List.of(), Map.of("local", there), List.of()),
                () -> {
                    Files.delete(there);
                    Files.writeString(there, "");
                },
                () -> {
                    Files.delete(there);
                    Files.createDirectory(there);
                });
    }

    Trouble exposed() throws IOException {
        Path env = bed.directory.resolve("backup.env");
        Files.writeString(env, "PASS=x\n");
        Files.setPosixFilePermissions(env, PosixFilePermissions.fromString("rw-------"));
        return Trouble.mendedByCommand(
                () -> new AccessLook(List.of(), Map.of(), List.of(env)),
                () -> Files.setPosixFilePermissions(env, PosixFilePermissions.fromString("rw-r--r--")));
    }

    private Supplier<Check> reach(boolean marker) {
        return () -> new DestinationLook(
                destination(marker), 0, (name, location, free) -> space(free, List.of()), bed.clock());
    }

    /** A disk that is not mounted has no marker. */
    Trouble unreachable() throws IOException {
        Path marker = there.resolve(".pulse-destination");
        Files.writeString(marker, "");
        return new Trouble(reach(true), () -> Files.delete(marker), () -> Files.writeString(marker, ""));
    }

    Trouble foreign() {
        return new Trouble(
                reach(false),
                () -> Files.writeString(
                        there.resolve(OwnedStorage.FILE), "{\"instance\":\"another\",\"host\":\"clone\"}"),
                () -> ((OwnedStorage) destination(false).storage()).adopt());
    }

    Trouble slow() {
        long[] clock = {0};
        return new Trouble(
                () -> new DestinationLook(
                        destination(false),
                        0,
                        (name, location, free) -> space(free, List.of()),
                        bed.clock(),
                        () -> clock[0] += step),
                () -> step = 4_000_000_000L,
                () -> step = 1_000_000L);
    }
}
