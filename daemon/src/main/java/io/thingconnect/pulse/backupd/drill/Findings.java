package io.thingconnect.pulse.backupd.drill;

import io.thingconnect.pulse.backupd.catalog.DrillRecord;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.util.List;
import java.util.Optional;

/**
 * What a drill found.
 *
 * @param phases in order, the one that was broken off last
 * @param bytesRead from the destination; 0 where the restore did not get to its end
 * @param brokenOff why the drill ended early
 */
public record Findings(
        List<DrillRecord.Phase> phases,
        List<DrillRecord.Check> checks,
        long bytesRead,
        Optional<BackupException> brokenOff) {
    public Findings {
        phases = List.copyOf(phases);
        checks = List.copyOf(checks);
    }

    public boolean passed() {
        return brokenOff.isEmpty() && checks.stream().allMatch(DrillRecord.Check::passed);
    }

    /** Whether the copy is not what was backed up. An assertion that fails says nothing against the copy. */
    public boolean isDamage() {
        return brokenOff
                .filter(e -> e.code().exitStatus() == ErrorCode.VERIFICATION_FAILED.exitStatus())
                .isPresent();
    }

    /** Why it did not pass, in one line; "" where it did. */
    public String message() {
        if (brokenOff.isPresent()) {
            return brokenOff.get().getMessage();
        }
        return checks.stream()
                .filter(check -> !check.passed())
                .findFirst()
                .map(check -> check.name() + ": " + check.detail())
                .orElse("");
    }
}
