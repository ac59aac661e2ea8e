package io.thingconnect.pulse.backupd.rescue;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.config.Application;
import io.thingconnect.pulse.backupd.config.ConfigLoader;
import io.thingconnect.pulse.backupd.config.Loaded;
import io.thingconnect.pulse.backupd.config.LocalDestination;
import io.thingconnect.pulse.backupd.config.NetworkDestination;
import io.thingconnect.pulse.backupd.config.RestoreSettings;
import io.thingconnect.pulse.backupd.config.S3Destination;
import io.thingconnect.pulse.backupd.config.Settings;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.encryption.Passphrase;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.restore.inplace.ProtectedTrees;
import io.thingconnect.pulse.backupd.source.files.SourceTree;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.local.FormerPlaces;
import io.thingconnect.pulse.backupd.storage.local.LocalStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** This machine, or a sandbox, as its configuration describes it. */
final class Box {
    /** Our own configuration, as manifests name it. */
    static final String OWN = "etc/thingconnect-pulse/backup.yaml";

    private static final String PLACEHOLDER = "to-be-typed";

    private final Path root;
    private final Path configFile;
    private final Settings settings;
    private final RestoreSettings restore;
    private final Keys keys;

    private Box(Path root, Path configFile, Settings settings, RestoreSettings restore, Keys keys) {
        this.root = root;
        this.configFile = configFile;
        this.settings = settings;
        this.restore = restore;
        this.keys = keys;
    }

    /** @throws BackupException {@code CONFIG_INVALID}; a file that does not exist means every default */
    static Box load(Path root, Optional<Path> config, Map<String, String> environment) throws BackupException {
        Path file = config.orElse(root.resolve(OWN));
        return of(root, file, loader(root, environment).load(file, root));
    }

    /** As {@link #load}, where secrets that the configuration refers to may be lost: what wants them will say so. */
    static Box withoutSecrets(Path root, Optional<Path> config, Map<String, String> environment)
            throws BackupException {
        Path file = config.orElse(root.resolve(OWN));
        return of(
                root,
                file,
                loader(root, environment).withPlaceholder(PLACEHOLDER).load(file, root));
    }

    /** The same with more that opens its backups. */
    Box with(List<Passphrase> more) {
        return new Box(root, configFile, settings, restore, keys.also(more));
    }

    /**
     * As a configuration describes it that is not in its place yet, nor the secrets it refers to: where things belong can be
     * known without them.
     *
     * @param file stands in the directory of the one whose place it will take
     */
    static Box beforehand(Path root, Path file, Map<String, String> environment) throws BackupException {
        Loaded loaded = loader(root, environment).withPlaceholder(PLACEHOLDER).load(file, root);
        return of(root, root.resolve(OWN), loaded);
    }

    private static Box of(Path root, Path file, Loaded loaded) throws BackupException {
        return new Box(
                root,
                file,
                loaded.settings(),
                RestoreSettings.of(loaded),
                loaded.settings().keys());
    }

    private static ConfigLoader loader(Path root, Map<String, String> environment) {
        return new ConfigLoader(Credentials.found(root, environment), ZoneId.systemDefault(), hostName());
    }

    private static String hostName() {
        try {
            String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
            return name.isEmpty() ? "localhost" : name;
        } catch (IOException e) {
            return "localhost";
        }
    }

    Path root() {
        return root;
    }

    /** Whether this is a sandbox: services are not touched and health is not asked. */
    boolean isSandbox() {
        return root.getNameCount() > 0;
    }

    Path state() {
        return root.resolve("var/lib/thingconnect-pulse-backup");
    }

    Path controlSocket() {
        return root.resolve("run/thingconnect-pulse-backup/control.sock");
    }

    ZoneId zone() {
        return settings.zone();
    }

    Path spool() {
        return settings.spool().path();
    }

    List<Path> databases() {
        return settings.application().databases();
    }

    RestoreSettings restore() {
        return restore;
    }

    List<Destination> destinations(Optional<String> wanted) throws BackupException {
        return destinations(wanted, Optional.empty());
    }

    /** @param host whose directory is read where boxes have one each; empty: this box's */
    List<Destination> destinations(Optional<String> wanted, Optional<String> host) throws BackupException {
        List<Destination> found = new ArrayList<>();
        for (LocalDestination local : settings.destinations()) {
            if (wanted.isEmpty() || wanted.get().equals(local.name())) {
                LocalStorage storage = new LocalStorage(local.path(), local.requireMarker());
                found.add(new Destination(local.name(), storage, keys));
            }
        }
        for (NetworkDestination network : settings.networkDestinations()) {
            if (wanted.isEmpty() || wanted.get().equals(network.name())) {
                found.add(new Destination(network.name(), network.storage(host.orElse(settings.host())), keys));
            }
        }
        for (S3Destination s3 : settings.s3Destinations()) {
            if (wanted.isEmpty() || wanted.get().equals(s3.name())) {
                found.add(
                        new Destination(s3.name(), s3.storage(host.orElse(settings.host()), Clock.systemUTC()), keys));
            }
        }
        if (found.isEmpty()) {
            throw Destination.unknown(wanted.orElse(""), names());
        }
        return found;
    }

    private List<String> names() {
        return Stream.of(
                        settings.destinations().stream().map(LocalDestination::name),
                        settings.networkDestinations().stream().map(NetworkDestination::name),
                        settings.s3Destinations().stream().map(S3Destination::name))
                .flatMap(names -> names)
                .toList();
    }

    /** Those that have a place here. */
    Set<Component> components() {
        Set<Component> configured = EnumSet.noneOf(Component.class);
        trees().trees().forEach(tree -> configured.add(tree.component()));
        if (!databases().isEmpty()) {
            configured.add(Component.DATABASE);
        }
        return configured;
    }

    ProtectedTrees trees() {
        Application application = settings.application();
        List<SourceTree> trees = new ArrayList<>();
        add(trees, Component.CONFIGURATION, application.configuration());
        add(trees, Component.STATE, application.state());
        add(trees, Component.CERTIFICATES, application.certificates());
        add(trees, Component.SCRIPTS, application.scripts());
        add(trees, Component.LOGS, application.logs());
        Set<Path> directories = new HashSet<>(Set.of(state(), settings.spool().path()));
        settings.destinations().forEach(destination -> directories.add(destination.path()));
        directories.addAll(
                FormerPlaces.below(trees.stream().map(SourceTree::path).toList()));
        Path env = configFile.resolveSibling("backup.env");
        return new ProtectedTrees(
                root,
                trees,
                application.databases(),
                application.exclude(),
                new ProtectedTrees.LeftAlone(directories, settings.secretFiles(), Set.of(configFile, env)));
    }

    private static void add(List<SourceTree> trees, Component component, List<Path> paths) {
        paths.forEach(path -> trees.add(new SourceTree(component, path)));
    }
}
