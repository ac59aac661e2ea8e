package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.backup.Application;
import io.thingconnect.pulse.backupd.backup.Identity;
import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.config.LocalDestination;
import io.thingconnect.pulse.backupd.config.NetworkDestination;
import io.thingconnect.pulse.backupd.config.S3Destination;
import io.thingconnect.pulse.backupd.config.Settings;
import io.thingconnect.pulse.backupd.copies.Installation;
import io.thingconnect.pulse.backupd.source.files.SourceTree;
import io.thingconnect.pulse.backupd.storage.Bandwidth;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.LimitedStorage;
import io.thingconnect.pulse.backupd.storage.OwnedStorage;
import io.thingconnect.pulse.backupd.storage.Owner;
import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.storage.local.FormerPlaces;
import io.thingconnect.pulse.backupd.storage.local.LocalStorage;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From the configuration to what the operations work on. */
final class Installations {
    private static final Logger LOG = LoggerFactory.getLogger(Installations.class);

    private final Layout layout;
    private final String instanceId;
    private final Clock clock;

    Installations(Layout layout, String instanceId, Clock clock) {
        this.clock = clock;
        this.layout = layout;
        this.instanceId = instanceId;
    }

    Installation of(Settings settings) {
        Map<String, Destination> destinations = new LinkedHashMap<>();
        for (LocalDestination local : settings.destinations()) {
            LocalStorage storage = new LocalStorage(local.path(), local.requireMarker());
            put(destinations, settings, local.name(), storage);
        }
        for (NetworkDestination network : settings.networkDestinations()) {
            put(destinations, settings, network.name(), network.storage(settings.host()));
        }
        for (S3Destination s3 : settings.s3Destinations()) {
            put(destinations, settings, s3.name(), s3.storage(settings.host(), clock));
        }
        Owner self = new Owner(instanceId, settings.host(), "");
        destinations.replaceAll(
                (name, place) -> new Destination(name, new OwnedStorage(place.storage(), self, clock), place.keys()));
        return new Installation(
                application(settings),
                new Identity(settings.host(), instanceId, Version.current()),
                settings.capture().maxWalGrowth(),
                settings.capture().maxDuration(),
                settings.spool().path(),
                layout.pageMaps(),
                settings.spool().reserve(),
                settings.spool().maxSize(),
                destinations);
    }

    private void put(Map<String, Destination> to, Settings settings, String name, Storage storage) {
        Optional<Bandwidth> bandwidth = settings.copyTerms().get(name).bandwidth();
        Storage limited = bandwidth.isPresent() ? LimitedStorage.of(storage, bandwidth.get(), clock) : storage;
        to.put(name, new Destination(name, limited, settings.keys()));
    }

    private Application application(Settings settings) {
        List<SourceTree> trees = new ArrayList<>();
        add(trees, Component.CONFIGURATION, settings.application().configuration());
        add(trees, Component.STATE, settings.application().state());
        add(trees, Component.CERTIFICATES, settings.application().certificates());
        add(trees, Component.SCRIPTS, settings.application().scripts());
        add(trees, Component.LOGS, settings.application().logs());
        Set<Path> omit = new HashSet<>(Set.of(layout.state(), settings.spool().path()));
        settings.destinations().forEach(destination -> omit.add(destination.path()));
        for (Path former :
                FormerPlaces.below(trees.stream().map(SourceTree::path).toList())) {
            if (omit.add(former)) {
                LOG.info("'{}' holds backups: it is left out of what is backed up", former);
            }
        }
        return new Application(
                layout.root(),
                settings.application().databases(),
                trees,
                settings.application().exclude(),
                omit,
                settings.secretFiles());
    }

    private static void add(List<SourceTree> trees, Component component, List<Path> paths) {
        paths.forEach(path -> trees.add(new SourceTree(component, path)));
    }
}
