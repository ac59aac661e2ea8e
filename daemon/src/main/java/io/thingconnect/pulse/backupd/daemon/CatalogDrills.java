package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.DrillRecord;
import io.thingconnect.pulse.backupd.control.service.Drills;
import io.thingconnect.pulse.backupd.copies.CopyNotes;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.job.DrillSpec;
import io.thingconnect.pulse.backupd.job.scheduler.Scheduler;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The control room's view of drills. */
final class CatalogDrills implements Drills {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogDrills.class);

    private final Configuration configuration;
    private final Catalog catalog;
    private final Scheduler scheduler;
    private final CopyNotes notes;

    CatalogDrills(Configuration configuration, Catalog catalog, Scheduler scheduler, CopyNotes notes) {
        this.notes = notes;
        this.configuration = configuration;
        this.catalog = catalog;
        this.scheduler = scheduler;
    }

    @Override
    public List<Plan> plans() throws BackupException {
        List<DrillRecord> latest = new ArrayList<>(catalog.latestDrills());
        List<Plan> plans = new ArrayList<>();
        for (DrillSpec drill : configuration.settings().practice().drills()) {
            plans.add(new Plan(
                    drill.name(),
                    drill.schedule().map(schedule -> schedule.expression()).orElse(""),
                    drill.scope().word(),
                    drill.from().orElse(""),
                    drill.oldest() ? "oldest" : "newest",
                    scheduler.next(drill, 1).stream().findFirst().orElse(null),
                    // Oldest first: of several destinations the last word counts.
                    latest.stream()
                            .filter(record -> record.name().equals(drill.name()))
                            .reduce((one, other) -> other)
                            .orElse(null)));
        }
        return plans;
    }

    @Override
    public List<DrillRecord> history(int limit) throws BackupException {
        return catalog.drills(limit);
    }

    @Override
    public DrillRecord note(long id, String text) throws BackupException {
        catalog.noteDrill(id, text);
        notes.write().forEach(warning -> LOG.warn("{}", warning));
        return catalog.drill(id)
                .orElseThrow(() -> new BackupException(
                        ErrorCode.RUN_NOT_FOUND,
                        "there is no drill " + id,
                        "'pulsectl drill report' shows them with their numbers."));
    }
}
