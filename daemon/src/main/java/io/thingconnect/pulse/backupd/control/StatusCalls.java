package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.control.service.Backups;
import io.thingconnect.pulse.backupd.control.service.Facts;
import io.thingconnect.pulse.backupd.control.service.JobStatus;
import io.thingconnect.pulse.backupd.control.service.Measured;
import io.thingconnect.pulse.backupd.control.service.Status;
import io.thingconnect.pulse.backupd.control.varlink.Method;
import io.thingconnect.pulse.backupd.control.varlink.Parameters;
import io.thingconnect.pulse.backupd.control.varlink.Peer;
import io.thingconnect.pulse.backupd.control.varlink.Replies;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** How things stand. */
final class StatusCalls {
    private final Facts facts;
    private final Measured measured;
    private final Backups backups;

    StatusCalls(Facts facts, Measured measured, Backups backups) {
        this.facts = facts;
        this.measured = measured;
        this.backups = backups;
    }

    List<Method> methods() {
        return List.of(
                Method.of("GetStatus", this::status),
                Method.of("GetMetrics", this::metrics),
                Method.stream("ListJobs", this::jobs),
                Method.of("ListDestinations", this::destinations));
    }

    private void status(Parameters parameters, Peer peer, Replies replies) throws BackupException, IOException {
        Status status = facts.status();
        BackupRecord last = status.lastBackup();
        Wire.Backup lastBackup =
                last == null ? null : Wire.Backup.of(last, backups, PresentChains.toParentOf(last, backups));
        replies.only(Map.of("status", Wire.Status.of(status, lastBackup)));
    }

    private void metrics(Parameters parameters, Peer peer, Replies replies) throws BackupException, IOException {
        replies.only(Map.of("text", measured.metrics()));
    }

    private void jobs(Parameters parameters, Peer peer, Replies replies) throws BackupException, IOException {
        for (JobStatus job : facts.jobs()) {
            replies.item(Map.of("job", Wire.Job.of(job)));
        }
        replies.end();
    }

    private void destinations(Parameters parameters, Peer peer, Replies replies) throws BackupException, IOException {
        replies.only(Map.of("destinations", facts.destinations()));
    }
}
