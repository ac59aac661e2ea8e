package io.thingconnect.pulse.backupd.config;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.job.DrillSpec;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.job.VerificationPolicy;
import io.thingconnect.pulse.backupd.notify.ChannelSpec;
import io.thingconnect.pulse.backupd.watch.Objective;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What this version acts on, complete and checked. Every path is absolute and already below the root.
 *
 * @param enabled false: nothing starts by itself
 * @param host identity in manifests
 * @param zone for schedules and for times that people type
 * @param jobs at least one; each names at least one of the destinations of any type, and only such
 * @param channels who is told of alarms and runs
 * @param objectives one for each name that one can be set for, with or without limits
 * @param keys whether backups are encrypted, and what opens those that are
 * @param copyTerms of each destination, by name
 * @param secretFiles never captured: {@code backup.env} and every file that a reference names, existing or not
 * @param warnings as they are to be logged and shown, with their places
 */
public record Settings(
        boolean enabled,
        String host,
        ZoneId zone,
        List<JobSpec> jobs,
        List<LocalDestination> destinations,
        List<NetworkDestination> networkDestinations,
        List<S3Destination> s3Destinations,
        Map<String, CopyTerms> copyTerms,
        Application application,
        Capture capture,
        Spool spool,
        Monitoring monitoring,
        List<ChannelSpec> channels,
        Practice practice,
        List<Objective> objectives,
        Keys keys,
        Set<Path> secretFiles,
        List<String> warnings) {

    public Settings {
        requireNonNull(host, "host is null");
        requireNonNull(zone, "zone is null");
        jobs = List.copyOf(jobs);
        destinations = List.copyOf(destinations);
        networkDestinations = List.copyOf(networkDestinations);
        s3Destinations = List.copyOf(s3Destinations);
        copyTerms = Map.copyOf(copyTerms);
        requireNonNull(application, "application is null");
        requireNonNull(capture, "capture is null");
        requireNonNull(spool, "spool is null");
        requireNonNull(monitoring, "monitoring is null");
        channels = List.copyOf(channels);
        requireNonNull(practice, "practice is null");
        objectives = List.copyOf(objectives);
        requireNonNull(keys, "keys is null");
        secretFiles = Set.copyOf(secretFiles);
        warnings = List.copyOf(warnings);
    }

    public Optional<JobSpec> job(String name) {
        return jobs.stream().filter(j -> j.name().equals(name)).findFirst();
    }

    public Optional<LocalDestination> destination(String name) {
        return destinations.stream().filter(d -> d.name().equals(name)).findFirst();
    }

    /**
     * What reading the databases may cost the application.
     *
     * @param maxWalGrowth bytes
     */
    public record Capture(long maxWalGrowth, Duration maxDuration) {}

    /**
     * Where archives are built.
     *
     * @param maxSize bytes
     * @param reserve bytes of its file system to leave free
     */
    public record Spool(Path path, long maxSize, long reserve) {}

    /**
     * What is proven and restored without anybody asking.
     *
     * @param notifyOnFailure whether people are told of a copy that failed a proof; status says so in any case
     * @param freshness of a drill without a name: how much older than the backup its newest check result may be
     */
    public record Practice(
            VerificationPolicy verification, boolean notifyOnFailure, List<DrillSpec> drills, Duration freshness) {
        public Practice {
            requireNonNull(verification, "verification is null");
            drills = List.copyOf(drills);
            requireNonNull(freshness, "freshness is null");
        }
    }

    /**
     * When to raise an alarm.
     *
     * @param backupSuccess when a run fails or is interrupted
     * @param backupDuration when a run takes longer
     * @param backupSize when one archive is larger, in bytes
     * @param missingBackups when there was no good backup of the database for so long
     * @param chainLength when a chain has more links
     * @param repeat how often one that is open is told again
     */
    public record Monitoring(
            boolean backupSuccess,
            Duration backupDuration,
            long backupSize,
            Duration missingBackups,
            int chainLength,
            Duration repeat) {}
}
