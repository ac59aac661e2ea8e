package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.config.ConfigLoader;
import io.thingconnect.pulse.backupd.config.Loaded;
import io.thingconnect.pulse.backupd.config.Problem;
import io.thingconnect.pulse.backupd.config.RestoreSettings;
import io.thingconnect.pulse.backupd.config.Settings;
import io.thingconnect.pulse.backupd.control.service.ConfigAccess;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configuration in force, and the file it came from. An invalid file never takes the place of a valid one. */
final class Configuration implements ConfigAccess {
    private static final Logger LOG = LoggerFactory.getLogger(Configuration.class);

    private final ConfigLoader loader;
    private final Path file;
    private final Path root;
    private final Clock clock;
    private volatile Loaded inForce;
    private volatile Instant loadedAt;
    private volatile String error = "";
    private volatile Instant errorSince = Instant.EPOCH;
    private volatile Listener listener = settings -> List.of();
    private volatile Runnable refused = () -> {};

    /** Puts settings in force, and returns what the person who reloads should know of them. */
    interface Listener {
        List<String> reloaded(Settings settings);
    }

    private Configuration(ConfigLoader loader, Path file, Path root, Clock clock) {
        this.loader = loader;
        this.file = file;
        this.root = root;
        this.clock = clock;
    }

    /** @throws BackupException {@code CONFIG_INVALID}: at start there is no older one to keep */
    static Configuration load(ConfigLoader loader, Path file, Path root, Clock clock) throws BackupException {
        Configuration configuration = new Configuration(loader, file, root, clock);
        Loaded loaded = loader.load(file, root);
        loaded.settings();
        configuration.accept(loaded);
        return configuration;
    }

    private void accept(Loaded loaded) {
        inForce = loaded;
        loadedAt = clock.instant();
        error = "";
        for (Problem problem : loaded.warnings()) {
            if (problem.severity() == Problem.Severity.NOTE) {
                LOG.info("{}", problem);
            } else {
                LOG.warn("{}", problem);
            }
        }
    }

    /** Told at each reload that succeeds. */
    void onReload(Listener told) {
        listener = told;
    }

    /** Told at each reload that does not. */
    void onRefusal(Runnable told) {
        refused = told;
    }

    Settings settings() {
        return inForce.usable().orElseThrow();
    }

    Loaded loaded() {
        return inForce;
    }

    Instant loadedAt() {
        return loadedAt;
    }

    /** Why the file as it stands is not in force; "" where it is. */
    String error() {
        return error;
    }

    /** Why the file as it stands now could not be loaded, whether anybody tried or not; "" where it could. */
    String errorOnDisk() {
        List<Problem> errors = loader.load(file, root).errors();
        return errors.isEmpty() ? "" : errors.get(0).toString();
    }

    /** What the file in force asks for and does not get; not what is merely worth knowing. */
    List<String> undone() {
        return inForce.warnings().stream()
                .filter(problem -> problem.severity() == Problem.Severity.WARNING)
                .map(Object::toString)
                .toList();
    }

    /** How restores in place are carried out. */
    RestoreSettings restore() {
        try {
            return RestoreSettings.of(inForce);
        } catch (BackupException e) {
            throw new IllegalStateException("what is in force was valid when it was loaded", e);
        }
    }

    Instant errorSince() {
        return errorSince;
    }

    @Override
    public String path() {
        return file.toString();
    }

    @Override
    public String yaml() {
        return inForce.effective();
    }

    @Override
    public List<String> warnings() {
        return inForce.warnings().stream().map(Object::toString).toList();
    }

    @Override
    public synchronized List<String> reload() throws BackupException {
        Loaded loaded = loader.load(file, root);
        try {
            Settings settings = loaded.settings();
            accept(loaded);
            LOG.info("configuration {} was read again and is in force", file);
            List<String> all = new ArrayList<>(warnings());
            all.addAll(listener.reloaded(settings));
            List<String> lacks = Confinement.lacks(loader.needs(file, root), root);
            lacks.forEach(lack -> LOG.warn("{}", lack));
            all.addAll(lacks);
            return List.copyOf(all);
        } catch (BackupException e) {
            if (error.isEmpty()) {
                errorSince = clock.instant();
            }
            error = e.getMessage();
            refused.run();
            throw e;
        }
    }

    /** For SIGHUP: nobody waits for the answer, so the journal gets it. */
    void reloadLoudly() {
        try {
            reload();
        } catch (BackupException e) {
            LOG.error("configuration {} is not usable, the old one stays in force:\n{}", file, e.getMessage());
        }
    }
}
