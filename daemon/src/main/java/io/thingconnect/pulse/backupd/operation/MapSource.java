package io.thingconnect.pulse.backupd.operation;

import io.thingconnect.pulse.backupd.backup.PageMapFile;
import io.thingconnect.pulse.backupd.backup.Parent;
import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.restore.DatabasePages;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Gives page maps of the databases of one state. */
interface MapSource {
    /** The quickest way; it may turn out to be damaged, or to be gone by the time it is opened. */
    Path find(DatabaseState database, Work work) throws BackupException;

    /** One that nobody else can touch. */
    Path make(DatabaseState database, Work work) throws BackupException;

    /** A state whose maps are all there already. */
    static MapSource in(Path directory) {
        return new MapSource() {
            @Override
            public Path find(DatabaseState database, Work work) {
                return PageMapFile.in(directory, database.path());
            }

            @Override
            public Path make(DatabaseState database, Work work) {
                return find(database, work);
            }
        };
    }

    /**
     * A backup.
     *
     * @param kept what this machine keeps of it
     * @param name of its directory below the scratch
     */
    record OfBackup(Optional<Parent> kept, Differences.Opening chain, Scratch scratch, String name)
            implements MapSource {
        @Override
        public Path find(DatabaseState database, Work work) throws BackupException {
            if (kept.isPresent()) {
                Path map = PageMapFile.in(kept.get().index(), database.path());
                if (Files.isRegularFile(map)) {
                    return map;
                }
            }
            return make(database, work);
        }

        @Override
        public Path make(DatabaseState database, Work work) throws BackupException {
            Path directory = scratch.directory().resolve(name);
            Path map = PageMapFile.in(directory, database.path());
            if (Files.exists(map)) {
                return map;
            }
            scratch.require(PageMapFile.bytes(database.pages()));
            try {
                DurableFiles.createDirectories(directory);
                DatabasePages.map(chain.open(), database, map, scratch.directory(), work);
                return map;
            } catch (IOException e) {
                throw scratch.unusable(e);
            }
        }
    }
}
