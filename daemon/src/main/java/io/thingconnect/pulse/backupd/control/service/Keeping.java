package io.thingconnect.pulse.backupd.control.service;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What stays and what goes. */
public interface Keeping {
    /**
     * What an expiry would do at one destination.
     *
     * @param drops labels, in the order in which they would go
     * @param lines for people: one for each backup, newest first, then notes, then the count
     * @param error why nothing can be planned there; "" where it can
     */
    record ExpiryPlan(String job, String destination, List<String> drops, List<String> lines, String error) {
        public ExpiryPlan {
            drops = List.copyOf(drops);
            lines = List.copyOf(lines);
        }
    }

    /**
     * Of one job, or of each, at each of its destinations.
     *
     * @throws BackupException {@code JOB_NOT_FOUND}; what goes wrong at one destination stands in its plan
     */
    List<ExpiryPlan> plans(Optional<String> job) throws BackupException;

    /**
     * @param until empty: for ever
     * @param by the user's name
     * @return warnings
     * @throws BackupException {@code BACKUP_NOT_FOUND}, {@code INVALID_PARAMETER}, {@code BUSY}
     */
    List<String> pin(String label, Optional<Instant> until, String reason, String by) throws BackupException;

    /**
     * @return warnings
     * @throws BackupException {@code BACKUP_NOT_FOUND}; {@code INVALID_PARAMETER} where it is not pinned
     */
    List<String> unpin(String label) throws BackupException;
}
