package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.ObjectiveDays;
import io.thingconnect.pulse.backupd.control.service.Backups;
import io.thingconnect.pulse.backupd.control.service.Facts;
import io.thingconnect.pulse.backupd.control.service.JobStatus;
import io.thingconnect.pulse.backupd.control.service.Measured;
import io.thingconnect.pulse.backupd.control.service.ObjectiveStatus;
import io.thingconnect.pulse.backupd.control.service.Status;
import io.thingconnect.pulse.backupd.control.varlink.Method;
import io.thingconnect.pulse.backupd.control.varlink.Parameters;
import io.thingconnect.pulse.backupd.control.varlink.Peer;
import io.thingconnect.pulse.backupd.control.varlink.Replies;
import io.thingconnect.pulse.backupd.control.varlink.ServiceException;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** How things stand. */
final class StatusCalls {
    private static final long DEFAULT_DAYS = 28;

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
                Method.of("GetObjectives", this::objectives, "days"),
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

    private void objectives(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        long days = parameters.optionalInteger("days").orElse(DEFAULT_DAYS);
        if (days < 1 || days > ObjectiveDays.KEPT_DAYS) {
            throw new BackupException(
                    ErrorCode.INVALID_PARAMETER,
                    days + " days are not within 1 to " + ObjectiveDays.KEPT_DAYS,
                    "That is how far back the daemon remembers.");
        }
        replies.only(Map.of(
                "objectives",
                facts.objectives().stream().map(ObjectiveStatus::of).toList(),
                "days",
                facts.objectiveDays(Math.toIntExact(days)).stream()
                        .map(ObjectiveStatus.Day::of)
                        .toList()));
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
