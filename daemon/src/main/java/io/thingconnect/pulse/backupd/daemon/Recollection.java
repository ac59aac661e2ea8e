package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.job.Request;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.system.Work;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * At start, on a thread of its own, because destinations may take their time and nobody has to wait: holds the catalog against
 * the destinations, or has it made again from them.
 */
final class Recollection {
    private static final Logger LOG = LoggerFactory.getLogger(Recollection.class);

    private final Ground ground;
    private final Workshop workshop;
    private final Work work = new Work();

    Recollection(Ground ground, Workshop workshop) {
        this.ground = ground;
        this.workshop = workshop;
    }

    void start() {
        List<Destination> destinations = ground.destinations();
        Thread thread = new Thread(() -> run(destinations), "reconciliation");
        thread.setDaemon(true);
        thread.start();
    }

    private void run(List<Destination> destinations) {
        if (ground.forgotten() && LostCatalog.hasBackups(destinations)) {
            rebuild();
        } else {
            reconcile(destinations);
        }
    }

    /** A run like any other. */
    private void rebuild() {
        try {
            String why = LostCatalog.why(ground.layout().catalog());
            LOG.warn("the catalog knows nothing: {}; it is made again from the destinations", why);
            workshop.executor().start(new Request.Rebuild(Optional.empty(), why), "daemon");
        } catch (BackupException e) {
            LOG.error("the catalog was not made again: {}", e.getMessage());
        }
    }

    private void reconcile(List<Destination> destinations) {
        workshop.keys().run();
        try {
            workshop.reconciliation().run(destinations, work);
        } catch (BackupException e) {
            if (e.code() != ErrorCode.CANCELLED) {
                LOG.error("the catalog was not held against the destinations: {}", e.getMessage());
            }
        }
    }

    void cancel() {
        work.cancel();
    }
}
