package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.RunView;
import io.thingconnect.pulse.backupd.job.Runs;
import io.thingconnect.pulse.backupd.watch.Alarm;
import io.thingconnect.pulse.backupd.watch.AlarmBook;
import io.thingconnect.pulse.backupd.watch.OpenAlarm;
import io.thingconnect.pulse.backupd.watch.Severity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every minute, and when a run has ended or the configuration was read again, what is wrong; keeps the book of alarms and
 * tells the journal. A destination that hangs delays a look by {@link #PATIENCE}, never more.
 */
final class AlarmWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AlarmWatch.class);

    static final Duration RHYTHM = Duration.ofMinutes(1);

    /** More than a status query has: a slow share is not an unreachable one. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Sources sources;
    private final Clock clock;
    private final Thread thread = new Thread(this::run, "alarm-watch");
    private volatile boolean stopped;
    private volatile boolean asked;
    private Set<Long> active = Set.of();
    private String trouble = "";

    /** Who is asked. */
    record Sources(
            Configuration configuration, Catalog catalog, Runs runs, DestinationProbe probe, WatchedAlarms alarms) {}

    AlarmWatch(Sources sources, Clock clock) {
        this.sources = sources;
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
    }

    private void run() {
        try {
            while (!stopped) {
                look();
                await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until the next minute, the end of a run, or somebody asks. */
    private void await() throws InterruptedException {
        long end = System.nanoTime() + RHYTHM.toNanos();
        while (!stopped && System.nanoTime() - end < 0 && !asked && !aRunHasEnded()) {
            // In short steps: nothing else tells this thread that somebody asked.
            sources.runs().awaitChange(Duration.ofSeconds(1));
        }
        asked = false;
    }

    private boolean aRunHasEnded() {
        Set<Long> now = sources.runs().active().stream()
                .map(RunView::record)
                .map(run -> run.id())
                .collect(Collectors.toSet());
        boolean ended = !now.containsAll(active);
        active = now;
        return ended;
    }

    private void look() {
        try {
            look(clock.instant());
            trouble = "";
        } catch (BackupException e) {
            // The next look may find it well again; once is enough for the journal.
            if (!e.getMessage().equals(trouble)) {
                LOG.error("alarms cannot be kept: {}", e.getMessage());
                trouble = e.getMessage();
            }
        }
    }

    private void look(Instant now) throws BackupException {
        sources.alarms().watched(now);
        List<BackupRecord> backups = sources.catalog().backups();
        List<Alarm> seen =
                new ArrayList<>(sources.alarms().now(backups, sources.probe().look(backups, PATIENCE), now));
        Duration repeat = sources.configuration().settings().monitoring().repeat();
        AlarmBook.Turned turned = sources.catalog()
                .alarms()
                .turn(
                        before -> AlarmBook.turn(before, withUnknown(before, seen), now, repeat),
                        changes -> List.of(),
                        now);
        turned.changes().forEach(AlarmWatch::log);
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
