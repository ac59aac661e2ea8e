package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.config.LocalDestination;
import io.thingconnect.pulse.backupd.config.NetworkDestination;
import io.thingconnect.pulse.backupd.config.S3Destination;
import io.thingconnect.pulse.backupd.config.Settings;
import io.thingconnect.pulse.backupd.report.RunbookFacts;
import io.thingconnect.pulse.backupd.storage.s3.S3Settings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Where backups lie, as the runbook tells it: how others reach it, and how a {@code backup.yaml} names it. */
final class RunbookPlaces {
    private RunbookPlaces() {}

    static List<RunbookFacts.Place> of(Settings settings, List<BackupRecord> backups) {
        List<RunbookFacts.Place> places = new ArrayList<>();
        for (LocalDestination local : settings.destinations()) {
            String path = local.path().toString();
            List<RunbookFacts.Setting> yaml = List.of(setting("type", "local"), setting("path", path));
            places.add(place(local.name(), new RunbookFacts.Directory(path), yaml, backups));
        }
        for (NetworkDestination network : settings.networkDestinations()) {
            List<RunbookFacts.Setting> yaml =
                    List.of(setting("type", "network"), setting("location", network.location()));
            places.add(place(network.name(), share(network, settings.host()), yaml, backups));
        }
        for (S3Destination s3 : settings.s3Destinations()) {
            places.add(
                    place(s3.name(), bucket(s3.settings().below(settings.host())), bucketYaml(s3.settings()), backups));
        }
        return places;
    }

    private static RunbookFacts.Address share(NetworkDestination network, String host) {
        List<String> folder = network.location().below(host).folder();
        return new RunbookFacts.Share(
                network.location().server(),
                network.location().port(),
                network.location().share(),
                String.join("/", folder));
    }

    private static RunbookFacts.Address bucket(S3Settings settings) {
        return new RunbookFacts.Bucket(
                settings.bucket(),
                settings.prefix(),
                settings.server().region(),
                settings.server().endpoint().map(URI::toString));
    }

    /** Without a proxy, whose address may hold a password, and is another one at another place. */
    private static List<RunbookFacts.Setting> bucketYaml(S3Settings settings) {
        List<RunbookFacts.Setting> yaml =
                new ArrayList<>(List.of(setting("type", "s3"), setting("bucket", settings.bucket())));
        settings.server().region().ifPresent(region -> yaml.add(setting("region", region)));
        if (!settings.prefix().isEmpty()) {
            yaml.add(setting("prefix", settings.prefix()));
        }
        settings.server().endpoint().ifPresent(endpoint -> {
            yaml.add(setting("endpoint", endpoint));
            yaml.add(setting("pathStyle", settings.server().pathStyle()));
        });
        return yaml;
    }

    private static RunbookFacts.Setting setting(String key, Object value) {
        return new RunbookFacts.Setting(key, value.toString());
    }

    private static RunbookFacts.Place place(
            String name, RunbookFacts.Address address, List<RunbookFacts.Setting> yaml, List<BackupRecord> backups) {
        List<BackupRecord> good = backups.stream()
                .filter(backup -> RunbookChains.isGoodAt(backup, name))
                .toList();
        String newest = good.stream()
                .filter(BackupRecord::hasDatabase)
                .findFirst()
                .map(backup -> backup.label().toString())
                .orElse("");
        return new RunbookFacts.Place(name, address, yaml, newest, good.size());
    }
}
