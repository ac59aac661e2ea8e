package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.control.varlink.Method;
import io.thingconnect.pulse.backupd.control.varlink.Parameters;
import io.thingconnect.pulse.backupd.control.varlink.Peer;
import io.thingconnect.pulse.backupd.control.varlink.Replies;
import io.thingconnect.pulse.backupd.control.varlink.ServiceException;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.RunView;
import io.thingconnect.pulse.backupd.job.Runs;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Streams what becomes of runs: at each change, but at most five times a second, and now and then in any case. */
final class WatchCall {
    private static final Duration GAP = Duration.ofMillis(200);
    /** How soon a caller that hung up, or a server that stops, is noticed. */
    private static final Duration GLANCE = Duration.ofSeconds(1);

    private final Runs runs;
    private final Duration beat;

    WatchCall(Runs runs, Duration beat) {
        this.runs = runs;
        this.beat = beat;
    }

    List<Method> methods() {
        return List.of(Method.stream("Watch", this::watch, "run"));
    }

    private void watch(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        Optional<Long> run = parameters.optionalInteger("run");
        try {
            if (run.isPresent()) {
                watchOne(run.get(), replies);
            } else {
                watchAll(replies);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while watching").initCause(e);
        }
    }

    private void watchOne(long id, Replies replies) throws BackupException, IOException, InterruptedException {
        Pace pace = new Pace();
        RunView told = null;
        while (true) {
            RunView now = runs.run(id);
            if (now.record().state().isOver()) {
                replies.only(reply(now));
                return;
            }
            if (!now.equals(told) || pace.beatIsDue()) {
                replies.now(reply(now));
                pace.sent();
                told = now;
            }
            pace.await(replies);
        }
    }

    private void watchAll(Replies replies) throws BackupException, IOException, InterruptedException {
        Pace pace = new Pace();
        Map<Long, RunView> told = new LinkedHashMap<>();
        while (true) {
            Map<Long, RunView> now = new LinkedHashMap<>();
            runs.active().forEach(view -> now.put(view.record().id(), view));
            List<RunView> news = new ArrayList<>();
            for (long id : told.keySet()) {
                if (!now.containsKey(id)) {
                    news.add(runs.run(id));
                }
            }
            boolean beat = pace.beatIsDue();
            now.forEach((id, view) -> {
                if (beat || !view.equals(told.get(id))) {
                    news.add(view);
                }
            });
            for (RunView view : news) {
                replies.now(reply(view));
            }
            if (beat && news.isEmpty()) {
                replies.now(Map.of());
            }
            if (beat || !news.isEmpty()) {
                pace.sent();
            }
            told.clear();
            told.putAll(now);
            pace.await(replies);
        }
    }

    private static Map<String, Wire.Run> reply(RunView view) {
        return Map.of("run", Wire.Run.of(view));
    }

    /** When to speak next. */
    private final class Pace {
        private long last = System.nanoTime();

        void sent() {
            last = System.nanoTime();
        }

        boolean beatIsDue() {
            return System.nanoTime() - last >= beat.toNanos();
        }

        void await(Replies replies) throws IOException, InterruptedException {
            replies.requireListener();
            runs.awaitChange(GLANCE.compareTo(beat) < 0 ? GLANCE : beat);
            TimeUnit.NANOSECONDS.sleep(last + GAP.toNanos() - System.nanoTime());
        }
    }
}
