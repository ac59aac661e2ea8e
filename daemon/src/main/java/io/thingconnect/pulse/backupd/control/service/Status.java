package io.thingconnect.pulse.backupd.control.service;

import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.DrillRecord;
import io.thingconnect.pulse.backupd.job.RunView;
import io.thingconnect.pulse.backupd.watch.Standing;
import java.time.Instant;
import java.util.List;

/**
 * The answer to "am I safe?", and what it rests on.
 *
 * @param safe {@code yes}, {@code warning} or {@code no}
 * @param summary the same in one line
 * @param enabled whether schedules start anything
 * @param configError why the file on disk is not the configuration in force; "" where it is
 * @param lastBackup the newest good one; null where there is none
 * @param lastProvenRestore null where there is none
 * @param lastDrill null where there was none
 * @param copyRule how the 3-2-1 rule stands
 * @param running queued and running ones, oldest first
 * @param objectives of what jobs back up, and of what something was promised for
 */
public record Status(
        String safe,
        String summary,
        boolean enabled,
        String host,
        String version,
        String sqliteVersion,
        Instant now,
        Instant startedAt,
        String configPath,
        Instant configLoadedAt,
        String configError,
        BackupRecord lastBackup,
        ProvenRestore lastProvenRestore,
        DrillRecord lastDrill,
        List<RunView> running,
        List<JobStatus> jobs,
        List<DestinationStatus> destinations,
        CopyRule copyRule,
        List<Standing> objectives,
        List<Alarm> alarms) {
    public Status {
        running = List.copyOf(running);
        jobs = List.copyOf(jobs);
        destinations = List.copyOf(destinations);
        objectives = List.copyOf(objectives);
        alarms = List.copyOf(alarms);
    }

    /** The newest backup that was restored, to scratch or for real, and found whole. */
    public record ProvenRestore(String label, String destination, Instant at) {}

    /**
     * Three copies, two kinds of media, one off-site.
     *
     * @param copies the installation included
     * @param media kinds of media, the installation's included
     * @param offsite copies that are off-site
     * @param summary in one line
     * @param missing what is not met, one clause each
     */
    public record CopyRule(boolean met, int copies, int media, int offsite, String summary, List<String> missing) {}

    /**
     * Something a person should know.
     *
     * @param id stays the same while it lasts
     * @param severity {@code warning} or {@code critical}
     * @param acknowledgedBy who has it in hand; null: nobody
     */
    public record Alarm(
            String id, String severity, Instant since, String message, String hint, String acknowledgedBy) {}
}
