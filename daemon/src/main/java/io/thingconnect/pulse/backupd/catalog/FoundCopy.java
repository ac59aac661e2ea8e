package io.thingconnect.pulse.backupd.catalog;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.encryption.Seal;
import java.util.List;
import java.util.Optional;

/**
 * One copy with all that its files say of it, as somebody reads it who has lost the catalog.
 *
 * @param backup by its manifest, as of no run we know, with this copy alone
 * @param proofs of this copy, in any order
 * @param drills with this copy, in any order
 * @param seal what opens it
 */
public record FoundCopy(
        BackupRecord backup,
        Optional<PinRecord> pin,
        List<VerificationRecord> proofs,
        List<DrillRecord> drills,
        Seal seal) {
    public FoundCopy {
        requireNonNull(pin, "pin is null");
        requireNonNull(seal, "seal is null");
        proofs = List.copyOf(proofs);
        drills = List.copyOf(drills);
        if (backup.copies().size() != 1) {
            throw new IllegalArgumentException("not one copy: " + backup.copies());
        }
    }

    public CopyRecord copy() {
        return backup.copies().get(0);
    }
}
