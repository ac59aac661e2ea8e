package io.thingconnect.pulse.backupd.operation;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.retention.Candidate;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.system.Errno;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which backups a destination does not let go yet. Asked only of those that are to go: each answer is a request. */
final class Locks {
    private Locks() {}

    /** @throws BackupException {@code DESTINATION_UNAVAILABLE} */
    static Map<Label, Instant> of(List<Label> labels, String job, Destination destination) throws BackupException {
        Map<Label, Instant> locks = new HashMap<>();
        for (Label label : labels) {
            try {
                // Written last, so locked the longest; and the first that would go.
                destination
                        .storage()
                        .lockedUntil(job + "/" + label + ".sha256")
                        .ifPresent(end -> locks.put(label, end));
            } catch (IOException e) {
                throw new BackupException(
                        ErrorCode.DESTINATION_UNAVAILABLE,
                        "destination '" + destination.name() + "' ("
                                + destination.storage().location() + ") did not say how long " + label
                                + " is locked: " + Errno.reason(e),
                        Errno.hint(e, "Look at it with: pulsectl destinations"),
                        e);
            }
        }
        return locks;
    }

    static List<Candidate> applied(List<Candidate> candidates, Map<Label, Instant> locks) {
        return candidates.stream()
                .map(candidate -> locks.containsKey(candidate.label())
                        ? candidate.lockedUntil(locks.get(candidate.label()))
                        : candidate)
                .toList();
    }
}
