package io.thingconnect.pulse.backupd.restore.inplace;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.Errno;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What restores in place have kept of the states before them. Only what the journal names is ever removed. */
final class PreviousStates {
    private final List<Transaction> all;
    private final FileSteps steps;

    PreviousStates(List<Transaction> all, FileSteps steps) {
        this.all = all;
        this.steps = steps;
    }

    List<Path> expire(InPlaceRestore.KeepPrevious keep, Instant now) throws BackupException {
        List<Path> removed = new ArrayList<>();
        int newer = 0;
        for (int i = all.size() - 1; i >= 0; i--) {
            Transaction transaction = all.get(i);
            List<Path> previous = transaction.previous();
            if (!transaction.isRestored() || previous.isEmpty()) {
                continue;
            }
            boolean young = transaction
                    .toRecord()
                    .phases()
                    .values()
                    .iterator()
                    .next()
                    .plus(keep.within())
                    .isAfter(now);
            if (newer >= keep.last() && !young) {
                remove(previous, removed);
            }
            newer++;
        }
        return removed;
    }

    private void remove(List<Path> previous, List<Path> removed) throws BackupException {
        for (Path directory : previous) {
            try {
                steps.deleteTree(directory);
                removed.add(directory);
            } catch (IOException e) {
                throw new BackupException(
                        ErrorCode.INTERNAL,
                        "what was there before an earlier restore could not be removed: " + directory + ": "
                                + Errno.reason(e),
                        "Remove it by hand: rm -rf " + directory,
                        e);
            }
        }
    }
}
