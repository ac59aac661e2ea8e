package io.thingconnect.pulse.backupd.restore.inplace;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a restore in place came to, for people and programs.
 *
 * @param kind {@code restore} or {@code undo}
 * @param label the backup's, or that of the restore that was undone
 * @param phases when each was entered, in order
 * @param phase the last one entered
 * @param closed false: it was interrupted, and recovering has to finish or undo it
 * @param outcome {@code restored}, {@code rolled back}, or "" while it is open
 * @param note why it was rolled back, or what else there is to say; "" for nothing
 * @param previous directories that hold what was there before
 */
public record RestoreRecord(
        String id,
        String kind,
        String label,
        Map<String, Instant> phases,
        String phase,
        boolean closed,
        String outcome,
        String note,
        List<Path> previous) {
    public RestoreRecord {
        phases = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(phases));
        previous = List.copyOf(previous);
    }

    public boolean isRestored() {
        return outcome.equals(Transaction.RESTORED);
    }
}
