package io.thingconnect.pulse.backupd.control.service;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.util.List;

/** The configuration in force. */
public interface ConfigAccess {
    /** Of the file it was read from. */
    String path();

    /** The effective configuration, secrets masked. */
    String yaml();

    /** What the file asks for and this version does not do. */
    List<String> warnings();

    /**
     * Reads the file again. An invalid one leaves the old configuration in force.
     *
     * @return the new warnings
     * @throws BackupException {@code CONFIG_INVALID} with every error in its message
     */
    List<String> reload() throws BackupException;
}
