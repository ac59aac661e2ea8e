package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import java.time.Instant;
import java.util.List;

/**
 * One job and what becomes of it.
 *
 * @param schedule as configured; null where it runs on demand only
 * @param timezone in which the schedule is read
 * @param next the next due times, soonest first; empty where there are none
 * @param lastRun the newest that ended; null where there is none
 */
public record JobStatus(
        String name,
        String schedule,
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
}
