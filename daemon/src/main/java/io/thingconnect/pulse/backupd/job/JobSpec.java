package io.thingconnect.pulse.backupd.job;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.retention.Keep;
import io.thingconnect.pulse.backupd.schedule.Schedule;
import java.util.List;
import java.util.Optional;

/**
 * One entry of {@code jobs:}.
 *
 * @param name {@code [a-z0-9-]{1,32}}; also the directory at each destination
 * @param schedule empty: only on demand, or when files change
 * @param onChange where changes of its files start it; never beside a schedule
 * @param destinations names, at least one
 * @param keep what stays at each of the destinations; everything else expires
 * @param before commands; a failing one fails the run before anything is read
 * @param after commands; told the outcome in the environment; a failing one is a warning
 */
public record JobSpec(
        String name,
        Optional<Schedule> schedule,
        Optional<OnChange> onChange,
        ChainPolicy chains,
        List<Component> components,
        Compression compression,
        int level,
        List<String> destinations,
        Keep keep,
        List<String> before,
        List<String> after)
        implements Timed {

    public JobSpec {
        components = List.copyOf(components);
        destinations = List.copyOf(destinations);
        requireNonNull(onChange, "onChange is null");
        requireNonNull(chains, "chains is null");
        requireNonNull(keep, "keep is null");
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    /** A job that no change starts. */
    public JobSpec(
            String name,
            Optional<Schedule> schedule,
            ChainPolicy chains,
            List<Component> components,
            Compression compression,
            int level,
            List<String> destinations,
            Keep keep,
            List<String> before,
            List<String> after) {
        this(
                name,
                schedule,
                Optional.empty(),
                chains,
                components,
                compression,
                level,
                destinations,
                keep,
                before,
                after);
    }

    @Override
    public String dueName() {
        return name;
    }

    /** The type of its runs. */
    public Kind kind() {
        return chains.type();
    }
}
