package io.thingconnect.pulse.backupd.job;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.retention.Keep;
import io.thingconnect.pulse.backupd.schedule.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Jobs to work with. */
public final class Jobs {
    private Jobs() {}

    public static JobSpec job(String name, Component... components) {
        return new JobSpec(
                name,
                Optional.empty(),
                ChainPolicy.fulls(),
                components.length == 0 ? List.of(Component.DATABASE) : List.of(components),
                Compression.GZIP,
                9,
                List.of("local"),
                Keep.everything(),
                List.of(),
                List.of());
    }

    public static JobSpec onChange(String name, Component... components) {
        return new JobSpec(
                name,
                Optional.empty(),
                Optional.of(new OnChange(Duration.ofSeconds(5), Duration.ofMinutes(1))),
                ChainPolicy.fulls(),
                List.of(components),
                Compression.GZIP,
                6,
                List.of("local"),
                Keep.everything(),
                List.of(),
                List.of());
    }

    public static JobSpec scheduled(String name, Schedule schedule) {
        return new JobSpec(
                name,
                Optional.of(schedule),
                ChainPolicy.fulls(),
                List.of(Component.DATABASE),
                Compression.GZIP,
                6,
                List.of("local"),
                Keep.everything(),
                List.of(),
                List.of());
    }

    public static JobSpec hooked(String name, List<String> before, List<String> after) {
        return new JobSpec(
                name,
                Optional.empty(),
                ChainPolicy.fulls(),
                List.of(Component.DATABASE),
                Compression.GZIP,
                6,
                List.of("local"),
                Keep.everything(),
                before,
                after);
    }

    public static Request.Backup backupOf(String job) {
        return new Request.Backup(job, Optional.empty(), List.of(), false, Optional.empty(), Optional.empty(), "");
    }
}
