package io.thingconnect.pulse.backupd.retention;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Somebody's wish that a backup stay.
 *
 * @param until the first moment at which it does not hold any more; empty: for ever
 * @param reason in their words; may be ""
 */
public record Pin(Optional<Instant> until, String reason) {
    public Pin {
        requireNonNull(until, "until is null");
        requireNonNull(reason, "reason is null");
    }

    boolean holds(Instant now) {
        return until.map(end -> end.isAfter(now)).orElse(true);
    }

    String words() {
        String time = until.map(end -> " until " + end.truncatedTo(ChronoUnit.SECONDS))
                .orElse("");
        return "pinned" + time + (reason.isEmpty() ? "" : ": " + reason);
    }
}
