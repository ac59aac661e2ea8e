package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.watch.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The newest times that this installation has seen, for whoever says whether the clock stands behind. */
final class ClockHistory {
    private ClockHistory() {}

    static Snapshot.ClockFacts of(Catalog catalog, List<JobSpec> jobs) throws BackupException {
        Optional<Instant> newestDue = Optional.empty();
        for (JobSpec job : jobs) {
            Optional<Instant> due = catalog.lastDue(job.name());
            if (newestDue.isEmpty() || (due.isPresent() && due.get().isAfter(newestDue.get()))) {
                newestDue = due;
            }
        }
        return new Snapshot.ClockFacts(catalog.newestLabel().map(Label::at), newestDue);
    }
}
