package io.thingconnect.pulse.backupd.control.service;

import io.thingconnect.pulse.backupd.copies.DestinationTrial;
import io.thingconnect.pulse.backupd.copies.Exporting;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.util.Optional;

/** Destinations as people deal with them: tried out, and taken from. */
public interface Places {
    /**
     * Tries out one destination after the other.
     *
     * @param destination empty: all of them
     * @throws BackupException {@code DESTINATION_NOT_FOUND}
     * @throws IOException from the listener only
     */
    void probe(Optional<String> destination, DestinationTrial.Listener listener) throws BackupException, IOException;

    /**
     * Hands out a backup's files as they are stored.
     *
     * @param label a whole label, a unique prefix, or {@code latest}
     * @param chain with all that it stands on
     * @throws BackupException as {@link Exporting#run}; {@code DESTINATION_NOT_FOUND}
     * @throws IOException from the receiver only
     */
    void export(String label, boolean chain, Optional<String> destination, Exporting.Receiver receiver)
            throws BackupException, IOException;
}
