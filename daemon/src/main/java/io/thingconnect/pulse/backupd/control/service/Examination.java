package io.thingconnect.pulse.backupd.control.service;

import io.thingconnect.pulse.backupd.catalog.Contents;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;

/** The doctor. */
public interface Examination {
    /**
     * Looks at everything and hands on what it finds, as it comes.
     *
     * @param integrity whether SQLite checks a copy of each database as well, which takes as long as reading it twice
     * @throws IOException from the listener
     */
    void examine(boolean integrity, Listener listener) throws IOException;

    /** How the catalog is made and how much it holds. */
    Contents catalog() throws BackupException;

    /** Whoever asked. */
    interface Listener {
        void found(Diagnosis diagnosis) throws IOException;

        /** Called several times a second. */
        void waiting() throws IOException;
    }
}
