package io.thingconnect.pulse.backupd.notify;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.NoticeRecord;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what waits in the catalog to its channels, each on a thread of its own, in order, again and again until it is taken or
 * three days old. What has piled up for a channel that was down becomes one message.
 */
public final class Deliveries implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

    /** After this nobody wants to hear of it; alarms that are still open are repeated anyway. */
    static final Duration KEPT = Duration.ofDays(3);

    /** A ping that late says the wrong thing. */
    static final Duration PINGS_KEPT = Duration.ofHours(1);

    private static final int MOST_ITEMS = 50;

    private final Catalog catalog;
    private final Supplier<List<ChannelSpec>> specs;
    private final Function<ChannelSpec, Channel> channels;
    private final Clock clock;
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final Map<String, Failing> failing = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "notify");
        thread.setDaemon(true);
        return thread;
    });

    public Deliveries(Catalog catalog, Supplier<List<ChannelSpec>> specs, Clock clock) {
        this(catalog, specs, Channel::of, clock);
    }

    Deliveries(
            Catalog catalog, Supplier<List<ChannelSpec>> specs, Function<ChannelSpec, Channel> channels, Clock clock) {
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.specs = requireNonNull(specs, "specs is null");
        this.channels = requireNonNull(channels, "channels is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * A channel that did not take its last message.
     *
     * @param attempts since it last took one
     * @param refused trying again does not help by itself
     */
    public record Failing(String channel, Instant since, int attempts, boolean refused, String why) {}

    /** In the order of the configuration. */
    public List<Failing> failing() {
        return specs.get().stream()
                .flatMap(spec -> Optional.ofNullable(failing.get(spec.name())).stream())
                .toList();
    }

    /** Begins whatever is due, and returns at once; to be called every few seconds. */
    public void deliver() throws BackupException {
        Map<String, List<NoticeRecord>> waiting = new LinkedHashMap<>();
        for (NoticeRecord notice : catalog.notices().waiting()) {
            waiting.computeIfAbsent(notice.channel(), name -> new ArrayList<>()).add(notice);
        }
        Map<String, ChannelSpec> known = new LinkedHashMap<>();
        specs.get().forEach(spec -> known.put(spec.name(), spec));
        failing.keySet().retainAll(known.keySet());
        for (Map.Entry<String, List<NoticeRecord>> entry : waiting.entrySet()) {
            ChannelSpec spec = known.get(entry.getKey());
            List<NoticeRecord> notices = current(entry.getValue(), spec);
            boolean due = !notices.isEmpty() && !notices.get(0).nextAt().isAfter(clock.instant());
            if (due && busy.add(spec.name())) {
                threads.execute(() -> {
                    try {
                        deliver(spec, notices);
                    } finally {
                        busy.remove(spec.name());
                    }
                });
            }
        }
    }

    /** Without what is too old or has no channel any more; that is given up. */
    private List<NoticeRecord> current(List<NoticeRecord> notices, ChannelSpec spec) throws BackupException {
        Duration kept = isPing(spec) ? PINGS_KEPT : KEPT;
        List<NoticeRecord> current = new ArrayList<>();
        for (NoticeRecord notice : notices) {
            if (spec != null
                    && Duration.between(notice.madeAt(), clock.instant()).compareTo(kept) < 0) {
                current.add(notice);
            } else if (spec == null || !busy.contains(spec.name())) {
                catalog.notices().remove(notice.id());
                LOG.warn(
                        "channel {}: a message of {} is given up, {}",
                        notice.channel(),
                        notice.madeAt(),
                        spec == null
                                ? "because there is no such channel any more"
                                : "attempts so far: " + notice.attempts() + " " + notice.error());
            }
        }
        return current;
    }

    private static boolean isPing(ChannelSpec spec) {
        return spec instanceof ChannelSpec.Webhook webhook && webhook.format() == ChannelSpec.Format.PING;
    }

    private void deliver(ChannelSpec spec, List<NoticeRecord> notices) {
        // Each ping is a fact of its own; of everything else one message is enough.
        List<NoticeRecord> together = isPing(spec) ? notices.subList(0, 1) : notices;
        try {
            Optional<Notice> message = joined(together);
            if (message.isPresent()) {
                String answer = channels.apply(spec).send(message.get());
                LOG.debug("channel {} took a message: {}", spec.name(), answer);
            }
            if (failing.remove(spec.name()) != null) {
                LOG.info("channel {} takes messages again", spec.name());
            }
            for (NoticeRecord notice : together) {
                catalog.notices().remove(notice.id());
            }
        } catch (Undelivered e) {
            failed(spec, together, e);
        } catch (BackupException e) {
            LOG.error(
                    "channel {}: what was delivered cannot be noted, and will be again: {}",
                    spec.name(),
                    e.getMessage());
        }
    }

    private static Optional<Notice> joined(List<NoticeRecord> notices) {
        Notice joined = null;
        for (NoticeRecord notice : notices) {
            try {
                Notice next = Notice.parse(notice.body());
                joined = joined == null ? next : joined.and(next, MOST_ITEMS);
            } catch (JsonProcessingException e) {
                LOG.warn("channel {}: a message is not readable and is left out: {}", notice.channel(), e.getMessage());
            }
        }
        return Optional.ofNullable(joined);
    }

    private void failed(ChannelSpec spec, List<NoticeRecord> notices, Undelivered why) {
        Instant now = clock.instant();
        Failing before = failing.get(spec.name());
        if (before == null) {
            LOG.warn("channel {} did not take a message: {}", spec.name(), why.getMessage());
        }
        failing.put(
                spec.name(),
                new Failing(
                        spec.name(),
                        before == null ? now : before.since(),
                        before == null ? 1 : before.attempts() + 1,
                        why.isRefused(),
                        why.getMessage()));
        try {
            for (NoticeRecord notice : notices) {
                catalog.notices().update(notice.failed(now.plus(backoff(notice.attempts() + 1)), why.getMessage()));
            }
        } catch (BackupException e) {
            LOG.error("channel {}: a failed attempt cannot be noted: {}", spec.name(), e.getMessage());
        }
    }

    /** 15 s, 1 min, 4 min, 16 min, then every hour. */
    static Duration backoff(int attempts) {
        return attempts > 4 ? Duration.ofHours(1) : Duration.ofSeconds(15L << (2 * (attempts - 1)));
    }

    /** Has no effect on what waits. */
    public List<Tested> test(Optional<String> channel, String host) {
        Notice notice = Telling.test(host, clock.instant());
        List<java.util.concurrent.Future<Tested>> answers = specs.get().stream()
                .filter(spec -> channel.isEmpty() || channel.get().equals(spec.name()))
                .map(spec -> threads.submit(() -> test(spec, notice)))
                .toList();
        List<Tested> results = new ArrayList<>();
        try {
            for (java.util.concurrent.Future<Tested> answer : answers) {
                results.add(answer.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("a channel broke", e.getCause());
        }
        return results;
    }

    /**
     * How a test of a channel went.
     *
     * @param answer what the other side said, or why it was not delivered
     */
    public record Tested(String channel, String type, boolean passed, String answer, long millis) {}

    private Tested test(ChannelSpec spec, Notice notice) {
        long start = System.nanoTime();
        boolean passed = true;
        String answer;
        try {
            answer = channels.apply(spec).send(notice);
        } catch (Undelivered e) {
            passed = false;
            answer = e.getMessage();
        }
        return new Tested(
                spec.name(),
                spec.type(),
                passed,
                answer,
                Duration.ofNanos(System.nanoTime() - start).toMillis());
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
