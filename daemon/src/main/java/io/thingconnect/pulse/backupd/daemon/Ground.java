package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.config.CopyTerms;
import io.thingconnect.pulse.backupd.config.Settings;
import io.thingconnect.pulse.backupd.copies.Installation;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.storage.Destination;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What everything stands on: where things lie, what is configured, what is remembered.
 *
 * @param installations from a configuration to what it means here
 * @param current as of the configuration in force
 * @param forgotten whether the catalog knew nothing when it was opened: it is new, or the one before is lost
 */
record Ground(
        Layout layout,
        Configuration configuration,
        StateDirectory state,
        Catalog catalog,
        Installations installations,
        AtomicReference<Installation> current,
        boolean forgotten,
        Clock clock) {

    /** Claims the state directory for this process. */
    static Ground claim(Layout layout, Configuration configuration, Clock clock) throws BackupException {
        Instant now = clock.instant();
        StateDirectory state = StateDirectory.claim(layout);
        Catalog catalog = state.catalog(now);
        boolean forgotten = catalog.isBlank();
        if (forgotten && catalog.rebuilt().isEmpty()) {
            // What is taken in from now on was not made by it.
            catalog.setRebuilt(now, "");
        }
        Installations installations = new Installations(layout, state.instanceId(), clock);
        AtomicReference<Installation> current = new AtomicReference<>(installations.of(configuration.settings()));
        return new Ground(layout, configuration, state, catalog, installations, current, forgotten, clock);
    }

    /** To be called when the configuration was loaded again. */
    void renew(Settings settings) {
        current.set(installations.of(settings));
    }

    Installation installation() {
        return current.get();
    }

    List<Destination> destinations() {
        return List.copyOf(installation().destinations().values());
    }

    List<JobSpec> jobs() {
        return configuration.settings().jobs();
    }

    ZoneId zone() {
        return configuration.settings().zone();
    }

    boolean enabled() {
        return configuration.settings().enabled();
    }

    /** A word of the configuration: local, network, s3; "" where there is no such destination. */
    String destinationType(String name) {
        return Optional.ofNullable(configuration.settings().copyTerms().get(name))
                .map(CopyTerms::type)
                .orElse("");
    }

    void close() {
        catalog.close();
        state.close();
    }
}
