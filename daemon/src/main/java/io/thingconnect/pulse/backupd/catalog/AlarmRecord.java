package io.thingconnect.pulse.backupd.catalog;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.watch.OpenAlarm;
import java.time.Instant;

/**
 * An alarm as the catalog remembers it.
 *
 * @param number positive, rising
 * @param clearedAt null while it is open
 */
public record AlarmRecord(long number, OpenAlarm state, Instant clearedAt) {
    public AlarmRecord {
        requireNonNull(state, "state is null");
    }

    public boolean isOpen() {
        return clearedAt == null;
    }
}
