package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.DiskSpace;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/** What everything that takes part in one capture needs to know. */
record CaptureContext(Source source, CaptureOptions options, Work work, Clock clock, ReadHook hook) {

    Path db() {
        return source.path();
    }

    Path spool() {
        return options.spool();
    }

    /** Before each block that is read from the application's files. */
    void beforeBlock(String what) throws BackupException {
        hook.beforeBlock(what);
        work.check();
    }

    void requireSpace(long bytes) throws BackupException {
        try {
            long usable = DiskSpace.usable(spool());
            if (usable < bytes) {
                throw Faults.noSpace(spool(), bytes, usable);
            }
        } catch (IOException e) {
            throw Faults.spool(spool(), e);
        }
    }
}
