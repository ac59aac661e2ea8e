package io.thingconnect.pulse.backupd.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * A cron expression in a zone. Fixed times are evaluated on the wall clock: a time that a spring gap swallows is due at
 * the first instant after the gap, a time that an autumn overlap repeats is due once, at the earlier of the two. An
 * expression whose hour is a wildcard runs by elapsed time, through gap and overlap alike.
 */
public interface Schedule {
    /** As it stands in the configuration. */
    String expression();

    ZoneId zone();

    /** The first due time strictly after an instant; empty where there is none, ever. */
    Optional<Instant> nextAfter(Instant instant);

    /** The last due time at or before an instant; empty where there is none. */
    Optional<Instant> lastAtOrBefore(Instant instant);
}
