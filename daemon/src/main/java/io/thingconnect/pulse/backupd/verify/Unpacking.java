package io.thingconnect.pulse.backupd.verify;

import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;

/** What becomes of a backup's entries when they have been proven. Files come first, in no order; then everything else. */
public interface Unpacking {
    /**
     * Takes a file's bytes. A file that is behind a database as its empty {@code -wal} comes here too, though the manifest
     * does not list it.
     */
    Sink file(Entry entry) throws IOException, BackupException;

    /** Takes anything but a file. */
    void add(Entry entry) throws IOException, BackupException;

    /** After the last entry, when everything was proven. */
    void finish() throws IOException, BackupException;

    /** Keeps nothing: for proofs alone. */
    static Unpacking nowhere() {
        return new Unpacking() {
            @Override
            public Sink file(Entry entry) {
                return Sink.nowhere();
            }

            @Override
            public void add(Entry entry) {
                // A proof needs only what was checked already.
            }

            @Override
            public void finish() {
                // Nothing to do.
            }
        };
    }
}
