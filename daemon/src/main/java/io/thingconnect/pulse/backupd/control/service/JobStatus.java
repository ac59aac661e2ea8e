package io.thingconnect.pulse.backupd.control.service;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One job and what becomes of it.
 *
 * @param schedule as configured; null where it runs on demand only
 * @param onChange null where no change of files starts it
 * @param timezone in which the schedule is read
 * @param next the next due times, soonest first; empty where there are none
 * @param lastRun the newest that ended; null where there is none
 */
public record JobStatus(
        String name,
        String schedule,
        OnChange onChange,
        String timezone,
        Kind type,
        List<Component> components,
        Compression compression,
        List<String> destinations,
        boolean enabled,
        List<Instant> next,
        RunRecord lastRun) {
    public JobStatus {
        components = List.copyOf(components);
        destinations = List.copyOf(destinations);
        next = List.copyOf(next);
    }

    /**
     * That changes of files start the job.
     *
     * @param notified by the kernel; false where the files are looked through from time to time
     * @param uncapturedSince when the oldest change that no backup holds yet was noticed; null where there is none
     * @param captureDue when the run that captures it is to begin; null where there is none
     */
    public record OnChange(
            Duration debounce, Duration minInterval, boolean notified, Instant uncapturedSince, Instant captureDue) {}
}
