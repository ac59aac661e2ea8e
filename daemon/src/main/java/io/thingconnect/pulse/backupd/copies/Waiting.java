package io.thingconnect.pulse.backupd.copies;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.verify.CopyReader;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds the outbox against the catalog, once at start, before anything is built there. */
public final class Waiting {
    private static final Logger LOG = LoggerFactory.getLogger(Waiting.class);

    private Waiting() {}

    /**
     * What a killed daemon had built and not noted is pending at its job's destinations; what waits for nothing any more
     * goes, and so does what was never finished.
     */
    public static void takeIn(Installation installation, List<JobSpec> jobs, Catalog catalog, Clock clock) {
        Outbox outbox = installation.outbox();
        try {
            outbox.place().storage().sweep();
            for (JobSpec job : jobs) {
                for (Label label : outbox.labels(job.name())) {
                    if (catalog.backup(label).isEmpty()) {
                        takeIn(outbox, job, label, catalog, clock);
                    }
                }
            }
            outbox.settle(catalog, installation.destinations().keySet());
        } catch (BackupException | IOException e) {
            LOG.warn("the outbox was not looked through: {}", e.getMessage());
        }
    }

    private static void takeIn(Outbox outbox, JobSpec job, Label label, Catalog catalog, Clock clock) {
        try {
            Stream<CopyRecord> copies = job.destinations().stream()
                    .map(name -> new CopyRecord(name, CopyState.PENDING, "", clock.instant()));
            CopyReader opened = CopyReader.open(outbox.place(), job.name(), label);
            catalog.putBackup(Records.of(opened.manifest(), 0, copies.toList()));
            catalog.putSeal(label, opened.seal());
            LOG.info("outbox: took in {}, which waits for {}", label, String.join(", ", job.destinations()));
        } catch (BackupException e) {
            LOG.warn("outbox: {} was not taken in: {}", label, e.getMessage());
        }
    }
}
