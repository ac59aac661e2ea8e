package io.thingconnect.pulse.backupd.report.doctor;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.NotOwnerException;
import io.thingconnect.pulse.backupd.storage.OwnedStorage;
import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.watch.Alarm;
import io.thingconnect.pulse.backupd.watch.SpaceWatch;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** One destination: whether it answers, how fast, whose it is, how full it is and when it will be. */
public final class DestinationLook implements Check {
    private static final Duration SLOW = Duration.ofSeconds(3);

    private final Destination destination;
    private final long reserve;
    private final History history;
    private final Clock clock;
    private final LongSupplier nanos;

    /** @param reserve bytes that are to stay free there */
    public DestinationLook(Destination destination, long reserve, History history, Clock clock) {
        this(destination, reserve, history, clock, System::nanoTime);
    }

    DestinationLook(Destination destination, long reserve, History history, Clock clock, LongSupplier nanos) {
        this.destination = requireNonNull(destination, "destination is null");
        this.reserve = reserve;
        this.history = requireNonNull(history, "history is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.nanos = requireNonNull(nanos, "nanos is null");
    }

    /** What came to a destination and went from there. */
    @FunctionalInterface
    public interface History {
        SpaceWatch.SpaceFacts of(String destination, String location, long freeBytes) throws BackupException;
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
                findings.add(forecast(history.of(name, location, space.free())));
            }
            return findings;
        } catch (NotOwnerException e) {
            return List.of(Finding.error(
                    FindingId.DESTINATION_FOREIGN, name, Errno.reason(e), "sudo pulsectl destinations adopt " + name));
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

    /** Judged where the alarms are, so that both say the same. */
    private Finding forecast(SpaceWatch.SpaceFacts facts) {
        Instant now = clock.instant();
        Optional<String> filling = SpaceWatch.alarms(List.of(facts), now).stream()
                .map(Alarm::message)
                .findFirst();
        if (filling.isPresent()) {
            return Finding.warning(FindingId.DISK_FORECAST, facts.name(), filling.get(), "pulsectl expire --dry-run");
        }
        return Finding.ok(
                FindingId.DISK_FORECAST,
                facts.name(),
                SpaceWatch.untilFull(facts, now)
                        .map(left -> "at the present growth it is full in " + Say.span(left))
                        .orElse("no end of its space is in sight"));
    }
}
