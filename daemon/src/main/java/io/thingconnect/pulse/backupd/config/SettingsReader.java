package io.thingconnect.pulse.backupd.config;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.ChainPolicy;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.job.OnChange;
import io.thingconnect.pulse.backupd.retention.Keep;
import io.thingconnect.pulse.backupd.schedule.CronSchedule;
import io.thingconnect.pulse.backupd.schedule.Schedule;
import io.thingconnect.pulse.backupd.storage.Bandwidth;
import io.thingconnect.pulse.backupd.storage.smb.SmbAddress;
import io.thingconnect.pulse.backupd.storage.smb.SmbEncryption;
import io.thingconnect.pulse.backupd.storage.smb.SmbLogin;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Takes the settings out of a long form that has no errors. */
final class SettingsReader {
    private final Value.Block file;
    private final Value.Block backup;
    private final Path root;
    private final ZoneId zone;
    private final String systemHost;

    SettingsReader(Value.Block file, Path root, ZoneId systemZone, String systemHost) {
        this.file = file;
        this.backup = file.block("backup");
        this.root = root;
        String name = text(backup, "timezone");
        this.zone = name.equals("system") ? systemZone : ZoneId.of(name);
        this.systemHost = systemHost;
    }

    /** @throws BackupException only where the checks before this one missed something */
    Settings settings(Set<Path> secretFiles, List<String> warnings) throws BackupException {
        String host = text(backup, "host");
        Keys keys = new KeysReader(backup.block("encryption"), root).keys();
        List<LocalDestination> destinations = destinations();
        List<NetworkDestination> network = networkDestinations();
        List<S3Destination> s3 = new S3Reader(backup.block("destinations"), root).destinations();
        List<String> usable = Stream.of(
                        destinations.stream().map(LocalDestination::name),
                        network.stream().map(NetworkDestination::name),
                        s3.stream().map(S3Destination::name))
                .flatMap(names -> names)
                .toList();
        return new Settings(
                flag(backup, "enabled"),
                host.equals("system") ? systemHost : host,
                zone,
                jobs(usable),
                destinations,
                network,
                s3,
                copyTerms(usable),
                application(backup.block("application")),
                capture(backup.block("capture")),
                spool(backup.block("spool")),
                monitoring(file.block("monitoring")),
                ChannelsReader.channels(file.block("notifications")),
                new PracticeReader(file, zone).practice(keys.readsItsOwn()),
                new ObjectivesReader(file).objectives(),
                keys,
                secretFiles,
                warnings);
    }

    private List<LocalDestination> destinations() {
        List<LocalDestination> found = new ArrayList<>();
        backup.block("destinations").values().forEach((name, value) -> {
            Value.Block destination = (Value.Block) value;
            if (text(destination, "type").equals("local")) {
                Path path = path(text(destination, "path"));
                found.add(new LocalDestination(name, path, flag(destination, "requireMarker")));
            }
        });
        return found;
    }

    private List<NetworkDestination> networkDestinations() {
        List<NetworkDestination> found = new ArrayList<>();
        backup.block("destinations").values().forEach((name, value) -> {
            Value.Block destination = (Value.Block) value;
            if (text(destination, "type").equals("network")) {
                found.add(new NetworkDestination(
                        name,
                        SmbAddress.parse(text(destination, "location")).orElseThrow(),
                        login(destination.block("credentials")),
                        SmbEncryption.parse(text(destination, "smbEncryption")).orElseThrow(),
                        Quantities.duration(text(destination, "timeout")).orElseThrow()));
            }
        });
        return found;
    }

    private Map<String, CopyTerms> copyTerms(List<String> usable) {
        Map<String, CopyTerms> terms = new LinkedHashMap<>();
        for (String name : usable) {
            Value.Block destination = backup.block("destinations").block(name);
            terms.put(
                    name,
                    new CopyTerms(
                            text(destination, "type"),
                            duration(destination, "copyOverdue"),
                            bandwidth(destination),
                            text(destination, "media"),
                            flag(destination, "offsite")));
        }
        return terms;
    }

    private Optional<Bandwidth> bandwidth(Value.Block destination) {
        if (destination.at("bandwidth").isEmpty()) {
            return Optional.empty();
        }
        Value.Block bandwidth = destination.block("bandwidth");
        Value.Block times = bandwidth.block("windows");
        List<Bandwidth.Window> windows = times.values().keySet().stream()
                .map(window -> Bandwidth.Window.parse(
                                window,
                                times.text(window).flatMap(Quantities::rate).orElseThrow())
                        .orElseThrow())
                .toList();
        long limit = bandwidth.text("limit").flatMap(Quantities::rate).orElse(0L);
        return limit == 0 && windows.isEmpty() ? Optional.empty() : Optional.of(new Bandwidth(limit, windows, zone));
    }

    private static SmbLogin login(Value.Block credentials) {
        String user = credentials.text("username").orElse("");
        return user.isEmpty()
                ? SmbLogin.GUEST
                : new SmbLogin(
                        user,
                        credentials.text("password").orElse(""),
                        credentials.text("domain").orElse(""));
    }

    private List<JobSpec> jobs(List<String> usable) throws BackupException {
        List<JobSpec> jobs = new ArrayList<>();
        for (Map.Entry<String, Value> entry : backup.block("jobs").values().entrySet()) {
            Value.Block job = (Value.Block) entry.getValue();
            Value.Block hooks = job.block("hooks");
            jobs.add(new JobSpec(
                    entry.getKey(),
                    schedule(job),
                    onChange(job),
                    chains(job),
                    components(job),
                    Compression.parse(text(job, "compression")).orElseThrow(),
                    Integer.parseInt(text(job, "compressionLevel")),
                    job.texts("destinations").stream()
                            .filter(usable::contains)
                            .distinct()
                            .toList(),
                    keep(job),
                    hooks.texts("before"),
                    hooks.texts("after")));
        }
        return jobs;
    }

    private Optional<Schedule> schedule(Value.Block job) throws BackupException {
        Optional<String> expression = job.text("schedule");
        return expression.isEmpty() ? Optional.empty() : Optional.of(CronSchedule.parse(expression.get(), zone));
    }

    private static Optional<OnChange> onChange(Value.Block job) {
        if (job.at("onChange").isEmpty()) {
            return Optional.empty();
        }
        Value.Block rule = job.block("onChange");
        return Optional.of(new OnChange(duration(rule, "debounce"), duration(rule, "minInterval")));
    }

    private static ChainPolicy chains(Value.Block job) {
        return new ChainPolicy(
                Kind.parse(text(job, "type")).orElseThrow(),
                duration(job, "fullEvery"),
                Integer.parseInt(text(job, "maxChain")),
                flag(job, "consolidate"));
    }

    /** {@code keep} where the job has one, {@code retention} otherwise. */
    private static Keep keep(Value.Block job) {
        if (job.at("keep").isEmpty()) {
            return Keep.last(Integer.parseInt(text(job, "retention")));
        }
        Value.Block keep = job.block("keep");
        return new Keep(
                count(keep, "last"),
                count(keep, "hourly"),
                count(keep, "daily"),
                count(keep, "weekly"),
                count(keep, "monthly"),
                count(keep, "yearly"),
                keep.text("within").flatMap(Quantities::duration).orElse(Duration.ZERO),
                count(keep, "minimum"));
    }

    private static int count(Value.Block block, String key) {
        return block.text(key).map(Integer::parseInt).orElse(0);
    }

    private static List<Component> components(Value.Block job) {
        return job.texts("include").stream()
                .map(word -> Component.parse(word).orElseThrow())
                .distinct()
                .toList();
    }

    private Application application(Value.Block block) {
        return new Application(
                paths(block, "databases"),
                paths(block, "configuration"),
                paths(block, "state"),
                paths(block, "certificates"),
                paths(block, "scripts"),
                paths(block, "logs"),
                block.texts("exclude"));
    }

    private static Settings.Capture capture(Value.Block block) {
        return new Settings.Capture(bytes(block, "maxWalGrowth"), duration(block, "maxDuration"));
    }

    private Settings.Spool spool(Value.Block block) {
        return new Settings.Spool(path(text(block, "path")), bytes(block, "maxSize"), bytes(block, "reserve"));
    }

    private static Settings.Monitoring monitoring(Value.Block block) {
        return new Settings.Monitoring(
                flag(block, "backup_success"),
                duration(block, "backup_duration"),
                bytes(block, "backup_size"),
                duration(block, "missing_backups"),
                Integer.parseInt(text(block, "chain_length")),
                duration(block, "repeat"));
    }

    private List<Path> paths(Value.Block block, String key) {
        return block.texts(key).stream().map(this::path).distinct().toList();
    }

    private Path path(String absolute) {
        return root.resolve(absolute.replaceFirst("^/+", "")).normalize();
    }

    private static String text(Value.Block block, String key) {
        return block.text(key).orElseThrow();
    }

    private static boolean flag(Value.Block block, String key) {
        return Quantities.flag(text(block, key)).orElseThrow();
    }

    private static long bytes(Value.Block block, String key) {
        return Quantities.bytes(text(block, key)).orElseThrow();
    }

    private static Duration duration(Value.Block block, String key) {
        return Quantities.duration(text(block, key)).orElseThrow();
    }
}
