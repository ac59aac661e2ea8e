package io.thingconnect.pulse.backupd.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** A clock that stands behind what was seen of it before. */
public final class ClockWatch {
    /** Labels of backups made in quick succession run ahead by a second each. */
    static final Duration SLACK = Duration.ofMinutes(5);

    private ClockWatch() {}

    /** The newest time that was seen, where it lies so far ahead of now that the clock must be wrong. */
    public static Optional<Instant> ahead(Snapshot.ClockFacts facts, Instant now) {
        return Stream.of(facts.newestLabel(), facts.newestDue())
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder())
                .filter(newest -> Duration.between(now, newest).compareTo(SLACK) > 0);
    }
}
