package io.thingconnect.pulse.backupd.verify;

import io.thingconnect.pulse.backupd.archive.ArchiveMember;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.io.OutputStream;

/** What becomes of the members that a proof has checked. */
public interface Unpacking {
    /** Takes a file's bytes; closed by the proof when they are complete and have the manifest's hash. */
    OutputStream file(ArchiveMember member) throws IOException, BackupException;

    /** Takes anything but a file. */
    void add(ArchiveMember member) throws IOException, BackupException;

    /** After the last member, when everything was proven. */
    void finish() throws IOException, BackupException;

    /** Keeps nothing: for proofs alone. */
    static Unpacking nowhere() {
        return new Unpacking() {
            @Override
            public OutputStream file(ArchiveMember member) {
                return OutputStream.nullOutputStream();
            }

            @Override
            public void add(ArchiveMember member) {
                // A proof needs only what the reader has checked already.
            }

            @Override
            public void finish() {
                // Nothing to do.
            }
        };
    }
}
