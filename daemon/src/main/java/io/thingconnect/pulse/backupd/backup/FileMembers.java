package io.thingconnect.pulse.backupd.backup;

import io.thingconnect.pulse.backupd.archive.ArchiveWriter;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.source.files.FileContent;
import io.thingconnect.pulse.backupd.source.files.FoundEntry;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Puts the trees into the archive, after the databases. */
final class FileMembers {
    private final ArchiveWriter writer;
    private final Sources sources;
    private final Set<String> stored = new HashSet<>();

    FileMembers(ArchiveWriter writer, Sources sources) {
        this.writer = writer;
        this.sources = sources;
    }

    void add(Work work) throws IOException, BackupException {
        List<FoundEntry> found = sources.walk(work);
        long bytes = found.stream().mapToLong(entry -> entry.entry().size()).sum();
        work.phase("files", bytes);
        for (FoundEntry entry : found) {
            work.check();
            addOne(entry, work);
        }
    }

    private void addOne(FoundEntry found, Work work) throws IOException, BackupException {
        Entry entry = found.entry();
        if (entry.type() == EntryType.HARDLINK && !stored.contains(entry.linkTarget())) {
            sources.warn("'" + entry.path() + "' is another name of '" + entry.linkTarget()
                    + "', which could not be stored: left out");
            return;
        }
        if (entry.type() != EntryType.FILE) {
            sources.addFile(writer.add(entry, null), found, true);
            return;
        }
        int warnings = sources.warnings().size();
        Optional<FileContent> content = FileContent.open(found, sources::warn);
        if (content.isEmpty()) {
            return;
        }
        try (FileContent open = content.get()) {
            Entry sized = entry.withContent(open.size(), null);
            Entry added = writer.add(sized, out -> open.writeTo(out, work));
            sources.addFile(added, found, sources.warnings().size() == warnings);
            stored.add(entry.path());
        }
    }
}
