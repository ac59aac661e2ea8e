package io.thingconnect.pulse.backupd.report.doctor;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.NotOwnerException;
import io.thingconnect.pulse.backupd.storage.OwnedStorage;
import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Sizes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** One destination: whether it answers, how fast, whose it is, how full it is and when it will be. */
public final class DestinationLook implements Check {
    private static final Duration SLOW = Duration.ofSeconds(3);
    private static final long SOON_DAYS = 14;

    private final Destination destination;
    private final long reserve;
    private final Growth growth;
    private final LongSupplier nanos;

    /** @param reserve bytes that are to stay free there */
    public DestinationLook(Destination destination, long reserve, Growth growth) {
        this(destination, reserve, growth, System::nanoTime);
    }

    DestinationLook(Destination destination, long reserve, Growth growth, LongSupplier nanos) {
        this.destination = requireNonNull(destination, "destination is null");
        this.reserve = reserve;
        this.growth = requireNonNull(growth, "growth is null");
        this.nanos = requireNonNull(nanos, "nanos is null");
    }

    /** How many bytes a day a destination grows by; empty where too little is known. */
    @FunctionalInterface
    public interface Growth {
        OptionalLong bytesADay(String destination) throws BackupException;
    }

    @Override
    public String name() {
        return "destination " + destination.name();
    }

    @Override
    public List<Finding> look() throws BackupException {
        String name = destination.name();
        String location = destination.storage().location();
        try {
            long start = nanos.getAsLong();
            OwnedStorage.requireNotAnothers(destination.storage());
            Storage.Space space = destination.storage().space();
            Duration took = Duration.ofNanos(nanos.getAsLong() - start);
            List<Finding> findings = new ArrayList<>();
            findings.add(Finding.ok(FindingId.DESTINATION_UNREACHABLE, name, location + " answers"));
            findings.add(Finding.ok(FindingId.DESTINATION_FOREIGN, name, "ours, or nobody's yet"));
            findings.add(speed(name, took));
            if (space.free() >= 0) {
                findings.add(SpaceLook.finding(name, location, space.free(), reserve));
                findings.add(forecast(name, space.free() - reserve));
            }
            return findings;
        } catch (NotOwnerException e) {
            return List.of(Finding.error(
                    FindingId.DESTINATION_FOREIGN, name, Errno.reason(e), "pulsectl destinations adopt " + name));
        } catch (IOException e) {
            return List.of(Finding.error(
                    FindingId.DESTINATION_UNREACHABLE,
                    name,
                    location + " cannot be used: " + Errno.reason(e),
                    "pulsectl destinations"));
        }
    }

    private static Finding speed(String name, Duration took) {
        return took.compareTo(SLOW) > 0
                ? Finding.warning(
                        FindingId.DESTINATION_SLOW,
                        name,
                        "it took " + took.toMillis() + " ms to answer",
                        "pulsectl destinations")
                : Finding.ok(FindingId.DESTINATION_SLOW, name, "answered in " + took.toMillis() + " ms");
    }

    private Finding forecast(String name, long left) throws BackupException {
        OptionalLong daily = growth.bytesADay(name);
        if (daily.isEmpty() || daily.getAsLong() <= 0) {
            return Finding.ok(
                    FindingId.DISK_FORECAST, name, daily.isEmpty() ? "too few backups to tell" : "does not grow");
        }
        long days = Math.max(0, left) / daily.getAsLong();
        String what = "it grows by " + Sizes.text(daily.getAsLong()) + " a day and is full in " + days + " days";
        return days < SOON_DAYS
                ? Finding.warning(FindingId.DISK_FORECAST, name, what, "pulsectl expire --dry-run")
                : Finding.ok(FindingId.DISK_FORECAST, name, what);
    }
}
