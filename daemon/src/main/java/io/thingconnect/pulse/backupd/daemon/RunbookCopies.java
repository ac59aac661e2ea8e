package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.control.service.Recovery;
import io.thingconnect.pulse.backupd.copies.Installation;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.publish.RestoreNotes;
import io.thingconnect.pulse.backupd.report.Runbook;
import io.thingconnect.pulse.backupd.storage.Destination;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the runbook at every destination current: who finds the backups after the box has burnt down finds it beside them. On
 * a thread of its own, after each run and each reload, so that no backup waits for it; a destination that does not take it
 * is asked again later.
 */
final class RunbookCopies implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunbookCopies.class);

    /** How often it is looked whether anything has happened; costs one query of the catalog. */
    private static final Duration TICK = Duration.ofSeconds(2);

    /** How long a destination that did not take it is left alone. */
    private static final Duration PAUSE = Duration.ofMinutes(10);

    /** Of so many runs the newest that ended is found; more are never under way. */
    private static final int RUNS = 20;

    private final Recovery recovery;
    private final Supplier<Installation> installation;
    private final Configuration configuration;
    private final Catalog catalog;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, String> written = new HashMap<>();
    private final Map<String, Long> troubled = new HashMap<>();
    private Happened seen;

    /** By what it is seen that something may have changed. */
    private record Happened(long lastEnded, Instant configured) {}

    RunbookCopies(
            Recovery recovery, Supplier<Installation> installation, Configuration configuration, Catalog catalog) {
        this.recovery = recovery;
        this.installation = installation;
        this.configuration = configuration;
        this.catalog = catalog;
    }

    void start() {
        Thread thread = new Thread(this::loop, "runbook");
        thread.setDaemon(true);
        thread.start();
    }

    private void loop() {
        try {
            while (!closed.await(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            Happened now = new Happened(lastEnded(), configuration.loadedAt());
            boolean again = troubled.values().stream().anyMatch(at -> System.nanoTime() - at > PAUSE.toNanos());
            if (configuration.settings().enabled() && (again || !Objects.equals(now, seen))) {
                refresh();
                seen = now;
            }
        } catch (BackupException e) {
            LOG.warn("the runbook was not written: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("writing the runbook met a defect and goes on", e);
        }
    }

    private long lastEnded() throws BackupException {
        List<RunRecord> runs = catalog.runs(RUNS);
        return runs.stream()
                .filter(run -> run.state().isOver())
                .mapToLong(RunRecord::id)
                .max()
                .orElse(0);
    }

    private void refresh() throws BackupException {
        String text = recovery.runbook(false);
        for (Destination destination : installation.get().destinations().values()) {
            if (closed.getCount() > 0) {
                refresh(destination, text);
            }
        }
    }

    private void refresh(Destination destination, String text) {
        String name = destination.name();
        try {
            String there = written.containsKey(name) ? written.get(name) : RestoreNotes.read(destination, Runbook.FILE);
            if (!Runbook.sameApartFromTime(there, text)) {
                RestoreNotes.put(destination, Runbook.FILE, text);
                there = text;
            }
            written.put(name, there);
            troubled.remove(name);
        } catch (BackupException e) {
            written.remove(name);
            if (troubled.put(name, System.nanoTime()) == null) {
                LOG.warn("the runbook at '{}' is not current: {}", name, e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
