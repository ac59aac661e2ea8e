package io.thingconnect.pulse.backupd.restore.inplace;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.Unpacking;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where that comes from which a restore in place puts into place. Nobody vouches for what it says or holds. */
public interface Origin {
    /** For journal, messages and names of files: a label, or the name of a file. */
    String name();

    /** What it holds at all; the rest of the installation is none of its business. */
    List<Component> components();

    /** Parents first, a hard link behind its file. */
    List<Entry> entries();

    /** Directories that are needed only where there is none yet, beside those that {@link #entries} lists. */
    List<Entry> ways();

    /** Name to version of the application's schema, "" where it has none, for each of the entries that is a database. */
    Map<String, String> databases();

    /** Bytes that unpacking takes beside what it yields, while it lasts. */
    long scratchBytes();

    /**
     * Unpacks all entries and proves what can be proven of them.
     *
     * @param scratch a directory that need not exist
     */
    void unpack(Unpacking unpacking, Path scratch, Work work) throws BackupException;

    /** Names of files that are no databases. */
    default Set<String> plainFiles() {
        Set<String> names = new HashSet<>();
        for (Entry entry : entries()) {
            if (entry.type() == EntryType.FILE && !databases().containsKey(entry.path())) {
                names.add(entry.path());
            }
        }
        return names;
    }
}
