package io.thingconnect.pulse.backupd.restore;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.source.sqlite.PageMapOutput;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.ChainReader;
import java.io.IOException;
import java.nio.file.Path;

/** The page map of a database as it is in a backup, where none was kept: the database streams by, proven, and is nowhere stored. */
public final class DatabasePages {
    private DatabasePages() {}

    /**
     * @param map file to create; worth nothing where this throws
     * @param scratch directory for the deltas of the database
     * @throws IOException from the map
     * @throws BackupException as {@link PathReader#read}
     */
    public static void map(ChainReader chain, DatabaseState database, Path map, Path scratch, Work work)
            throws IOException, BackupException {
        requireNonNull(database, "database is null");
        try (PageMapOutput out = new PageMapOutput(map, database.pageSize(), database.pages())) {
            PathReader.read(chain, database.path(), out, scratch, work);
            out.finish();
        }
    }
}
