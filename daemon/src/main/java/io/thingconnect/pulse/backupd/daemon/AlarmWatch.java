package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.NoticeRecord;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.config.Settings;
import io.thingconnect.pulse.backupd.control.service.DestinationStatus;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.Runs;
import io.thingconnect.pulse.backupd.notify.Deliveries;
import io.thingconnect.pulse.backupd.notify.Telling;
import io.thingconnect.pulse.backupd.watch.Alarm;
import io.thingconnect.pulse.backupd.watch.AlarmBook;
import io.thingconnect.pulse.backupd.watch.OpenAlarm;
import io.thingconnect.pulse.backupd.watch.Severity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every minute, and when a run has ended or the configuration was read again, what is wrong; keeps the book of alarms,
 * tells the journal, and hands to the channels what people are to be told. A destination that hangs delays a look by {@link #PATIENCE}, never more.
 */
final class AlarmWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AlarmWatch.class);

    static final Duration RHYTHM = Duration.ofMinutes(1);

    private static final Duration STEP = Duration.ofSeconds(1);

    /** More than a status query has: a slow share is not an unreachable one. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Sources sources;
    private final Clock clock;
    private final Thread thread = new Thread(this::run, "alarm-watch");
    private volatile boolean stopped;
    private volatile boolean asked;
    private final Map<String, String> troubles = new HashMap<>();
    private final RunEvents events;
    private final Deliveries deliveries;

    /** Who is asked. */
    record Sources(
            Configuration configuration, Catalog catalog, Runs runs, DestinationProbe probe, WatchedAlarms alarms) {}

    AlarmWatch(Sources sources, Deliveries deliveries, Clock clock) {
        this.sources = sources;
        this.deliveries = deliveries;
        this.events = new RunEvents(sources.catalog());
        this.clock = clock;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    /** The next look comes within half a second while something runs, or else with the next minute at the latest. */
    void lookSoon() {
        asked = true;
    }

    @Override
    public void close() {
        stopped = true;
        thread.interrupt();
        deliveries.close();
    }

    private void run() {
        try {
            while (!stopped) {
                attempt("alarms cannot be kept", () -> look(clock.instant()));
                attempt("messages cannot be delivered", deliveries::deliver);
                await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until the next minute, the end of a run, or somebody asks. */
    private void await() throws InterruptedException {
        long end = System.nanoTime() + RHYTHM.toNanos();
        while (!stopped && System.nanoTime() - end < 0 && !asked) {
            // In short steps: nothing else tells this thread that somebody asked, or that a message is due again.
            sources.runs().awaitChange(STEP);
            attempt("runs cannot be told of", this::tellOfRuns);
            attempt("messages cannot be delivered", deliveries::deliver);
        }
        asked = false;
    }

    /** What goes wrong with the catalog now may go well a minute later: the watch itself must not end. */
    private void attempt(String consequence, Step step) {
        try {
            step.run();
            troubles.remove(consequence);
        } catch (BackupException e) {
            // Once is enough for the journal.
            if (!e.getMessage().equals(troubles.put(consequence, e.getMessage()))) {
                LOG.error("{}: {}", consequence, e.getMessage());
            }
        } catch (RuntimeException e) {
            LOG.error("{}", consequence, e);
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws BackupException;
    }

    private void look(Instant now) throws BackupException {
        List<BackupRecord> backups = sources.catalog().backups();
        List<DestinationStatus> destinations = sources.probe().look(backups, PATIENCE);
        sources.alarms().watched(backups, destinations, now);
        List<Alarm> seen = sources.alarms().now(backups, destinations, now);
        Settings settings = sources.configuration().settings();
        Duration repeat = settings.monitoring().repeat();
        AlarmBook.Turned turned = sources.catalog()
                .alarms()
                .turn(
                        before -> AlarmBook.turn(before, withUnknown(before, seen), now, repeat),
                        after -> Telling.ofAlarms(
                                settings.channels(), after.changes(), settings.host(), unwanted(settings), now),
                        now);
        turned.changes().forEach(AlarmWatch::log);
    }

    private static Predicate<Alarm> unwanted(Settings settings) {
        boolean proofs = settings.practice().notifyOnFailure();
        return alarm -> !proofs && alarm.id().startsWith("copy-failed:");
    }

    /** What began and what ended, for those who want to hear of it. After an end it is looked, however short the run was. */
    private void tellOfRuns() throws BackupException {
        Instant now = clock.instant();
        Settings settings = sources.configuration().settings();
        for (RunRecord run : events.look()) {
            for (NoticeRecord notice : Telling.ofRun(settings.channels(), run, settings.host(), now)) {
                sources.catalog().notices().add(notice);
            }
            if (run.state().isOver()) {
                asked = true;
            }
        }
        events.told();
    }

    /** What was not looked into yet since the start is as it was. */
    private List<Alarm> withUnknown(List<OpenAlarm> before, List<Alarm> seen) {
        List<Alarm> all = new ArrayList<>(seen);
        before.stream()
                .map(OpenAlarm::alarm)
                .filter(sources.alarms()::isUnknown)
                .forEach(all::add);
        return all;
    }

    private static void log(AlarmBook.Change change) {
        Alarm alarm = change.alarm().alarm();
        switch (change.what()) {
            case OPENED, ESCALATED -> {
                if (alarm.severity() == Severity.CRITICAL) {
                    LOG.error("alarm {}: {}. {}", alarm.id(), alarm.message(), alarm.hint());
                } else {
                    LOG.warn("alarm {}: {}. {}", alarm.id(), alarm.message(), alarm.hint());
                }
            }
            case CLEARED -> LOG.info("all clear {}: open since {}", alarm.id(), alarm.since());
            case REPEATED -> {
                // The journal forgets nothing.
            }
        }
    }
}
