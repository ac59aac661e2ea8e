package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.job.Runs;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds systemd's watchdog, but only while every part that the daemon cannot do without says that it is alive, and keeps
 * the status line of the unit true. A part that does not even answer stops the feeding as well: this thread hangs with it.
 */
final class Heartbeat {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

    /** How often the status line is looked at where no run changes; also where nobody watches. */
    private static final Duration GLANCE = Duration.ofSeconds(15);

    private final Readiness readiness;
    private final Map<String, BooleanSupplier> parts;
    private final Supplier<String> statusLine;
    private final Runs runs;
    private final Duration interval;
    private volatile boolean stopped;
    private String ailing = "";
    private String told = "";
    private long fedAt;

    /** @param parts by name; each answers whether it is alive */
    Heartbeat(Readiness readiness, Map<String, BooleanSupplier> parts, Supplier<String> statusLine, Runs runs) {
        this.readiness = readiness;
        this.parts = new LinkedHashMap<>(parts);
        this.statusLine = statusLine;
        this.runs = runs;
        // Thrice in its time, so that one sign of life may come late.
        this.interval = readiness.watchdog().map(time -> time.dividedBy(3)).orElse(GLANCE);
        this.fedAt = System.nanoTime() - interval.toNanos();
    }

    /** Where nobody listens there is no thread. */
    void start() {
        if (readiness.isHeard()) {
            Thread thread = new Thread(this::beat, "heartbeat");
            thread.setDaemon(true);
            thread.start();
        }
    }

    void stop() {
        stopped = true;
    }

    private void beat() {
        try {
            while (!stopped) {
                look(System.nanoTime());
                runs.awaitChange(interval.compareTo(GLANCE) < 0 ? interval : GLANCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @param nanos as of {@link System#nanoTime}; a run under way calls often, and is not fed for as often */
    void look(long nanos) {
        if (nanos - fedAt >= interval.toNanos() / 2) {
            String now = ailingPart();
            if (now.isEmpty()) {
                readiness.watchdog().ifPresent(time -> readiness.alive());
                fedAt = nanos;
            } else if (!now.equals(ailing)) {
                LOG.error("{} does not do its work any more; systemd will end this process and start it again", now);
            }
            ailing = now;
        }
        String line = statusLine.get();
        if (!line.equals(told) && !stopped) {
            readiness.status(line);
            told = line;
        }
    }

    private String ailingPart() {
        for (Map.Entry<String, BooleanSupplier> part : parts.entrySet()) {
            if (!part.getValue().getAsBoolean()) {
                return part.getKey();
            }
        }
        return "";
    }
}
