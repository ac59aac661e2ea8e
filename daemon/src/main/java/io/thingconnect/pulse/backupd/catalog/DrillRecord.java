package io.thingconnect.pulse.backupd.catalog;

import java.time.Instant;
import java.util.List;

/**
 * One restore for practice, passed or failed.
 *
 * @param id positive, rising
 * @param name of the configured drill; "" where somebody asked without one
 * @param label of the backup restored; "" where there was none to restore
 * @param destination it was read from
 * @param scope {@code database} or {@code box}
 * @param bytesRead from the destination
 * @param phases how long each took, in order
 * @param message why it failed; "" where it passed
 * @param note what people learned from it
 */
public record DrillRecord(
        long id,
        long runId,
        String name,
        String label,
        String destination,
        String scope,
        boolean passed,
        Instant startedAt,
        Instant endedAt,
        long bytesRead,
        List<Phase> phases,
        List<Check> checks,
        String message,
        String note) {

    public DrillRecord {
        phases = List.copyOf(phases);
        checks = List.copyOf(checks);
    }

    public DrillRecord withId(long newId) {
        return new DrillRecord(
                newId,
                runId,
                name,
                label,
                destination,
                scope,
                passed,
                startedAt,
                endedAt,
                bytesRead,
                phases,
                checks,
                message,
                note);
    }

    /** {@code open}, {@code restore}, {@code database}, {@code assertions} or {@code files}. */
    public record Phase(String name, long millis) {}

    /** @param detail what was found; holds nothing of a file's content */
    public record Check(String name, boolean passed, String detail) {}
}
