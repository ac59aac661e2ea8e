package io.thingconnect.pulse.backupd.control.service;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.storage.Owner;
import java.util.Optional;

/** Whose backups lie at a destination. */
public interface Ownership {
    /**
     * @param owner empty where nobody's backups lie there
     * @param ours whether this box may write there
     */
    record Standing(Optional<Owner> owner, boolean ours) {}

    /** @throws BackupException {@code DESTINATION_NOT_FOUND}, {@code DESTINATION_UNAVAILABLE} */
    Standing standing(String destination) throws BackupException;

    /**
     * Makes a destination this box's, and takes in what lies there.
     *
     * @param instance whose it was when somebody decided; "" for nobody's
     * @throws BackupException {@code BUSY} where it is another one's by now; as {@link #standing}
     */
    void adopt(String destination, String instance) throws BackupException;
}
