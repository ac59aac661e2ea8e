package io.thingconnect.pulse.backupd.catalog;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.Label;
import java.time.Instant;

/**
 * Somebody's wish that a backup stay.
 *
 * @param until when it ends; null: never
 * @param reason in their words; may be ""
 * @param by the user's name
 */
public record PinRecord(Label label, Instant until, String reason, String by, Instant at) {
    public PinRecord {
        requireNonNull(label, "label is null");
        requireNonNull(reason, "reason is null");
        requireNonNull(by, "by is null");
        requireNonNull(at, "at is null");
    }

    public boolean holds(Instant now) {
        return until == null || until.isAfter(now);
    }
}
