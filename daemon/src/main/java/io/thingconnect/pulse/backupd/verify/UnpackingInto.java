package io.thingconnect.pulse.backupd.verify;

import io.thingconnect.pulse.backupd.archive.ArchiveMember;
import io.thingconnect.pulse.backupd.archive.Extraction;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** Unpacks below a directory. */
public final class UnpackingInto implements Unpacking {
    private final Extraction extraction;

    /**
     * @param target an existing, empty directory
     * @param owners whether to set owners, which needs root
     */
    public UnpackingInto(Path target, boolean owners) {
        this.extraction = new Extraction(target, owners);
    }

    @Override
    public OutputStream file(ArchiveMember member) throws IOException, BackupException {
        return extraction.file(member);
    }

    @Override
    public void add(ArchiveMember member) throws IOException, BackupException {
        extraction.add(member);
    }

    @Override
    public void finish() throws IOException, BackupException {
        extraction.finish();
    }
}
