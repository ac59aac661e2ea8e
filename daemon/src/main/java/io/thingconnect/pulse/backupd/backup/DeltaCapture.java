package io.thingconnect.pulse.backupd.backup;

import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Errno;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What changed since a parent, read from the application and waiting in the spool to be written to an archive. */
public final class DeltaCapture implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeltaCapture.class);

    private final Spool spool;
    private final Sources sources;
    private final ChangedDatabases databases;
    private final ArchiveBuilder.State state;
    private final Members members;

    /**
     * What the archive holds beside the databases.
     *
     * @param control path to content, in the order of the archive
     * @param carried in the order of the archive
     */
    record Members(Map<String, byte[]> control, List<Entry> carried) {}

    DeltaCapture(
            Spool spool, Sources sources, ChangedDatabases databases, ArchiveBuilder.State state, Members members) {
        this.spool = spool;
        this.sources = sources;
        this.databases = databases;
        this.state = state;
        this.members = members;
    }

    /** Of the backup that this is for. */
    public Label label() {
        return spool.label();
    }

    Spool spool() {
        return spool;
    }

    Sources sources() {
        return sources;
    }

    ChangedDatabases databases() {
        return databases;
    }

    ArchiveBuilder.State state() {
        return state;
    }

    Members members() {
        return members;
    }

    /** Removes what waits in the spool; page maps and tree index stay. Never throws. */
    @Override
    public void close() {
        try {
            DurableFiles.deleteTree(spool.directory());
        } catch (IOException e) {
            LOG.warn("{} was left behind until the next start: {}", spool.directory(), Errno.reason(e));
        }
    }
}
