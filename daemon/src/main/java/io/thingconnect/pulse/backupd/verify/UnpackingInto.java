package io.thingconnect.pulse.backupd.verify;

import io.thingconnect.pulse.backupd.archive.ArchiveMember;
import io.thingconnect.pulse.backupd.archive.Extraction;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Unpacks below a directory. What an entry is like beside its content comes from the manifest, which knows more than an
 * archive: times to the nanosecond, and extended attributes that are no text.
 */
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
    public Sink file(Entry entry) throws IOException, BackupException {
        return Sink.into(extraction.file(member(entry)));
    }

    @Override
    public void add(Entry entry) throws IOException, BackupException {
        extraction.add(member(entry));
    }

    @Override
    public void finish() throws IOException, BackupException {
        extraction.finish();
    }

    private static ArchiveMember member(Entry entry) {
        return new ArchiveMember(
                entry.path(),
                entry.type(),
                entry.size(),
                entry.mode(),
                entry.owner(),
                entry.mtime(),
                entry.linkTarget(),
                entry.xattrs(),
                entry.acl());
    }
}
