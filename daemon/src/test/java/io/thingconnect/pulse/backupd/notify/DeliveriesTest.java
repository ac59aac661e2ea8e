package io.thingconnect.pulse.backupd.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.NoticeRecord;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeliveriesTest {
    private static final Instant START = Instant.parse("2024-01-16T10:00:00Z");

    @TempDir
    Path directory;

    private final Settable clock = new Settable();
    private final List<String> told = new ArrayList<>();
    private final Map<String, Undelivered> broken = new ConcurrentHashMap<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private List<ChannelSpec> specs = List.of(command("ops"), command("pager"));
    private Catalog catalog;
    private Deliveries deliveries;

    private static final class Settable extends Clock {
        volatile Instant now = START;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @BeforeEach
    void open() throws BackupException {
        catalog = Catalog.open(directory.resolve("catalog.db"));
        deliveries = new Deliveries(catalog, () -> specs, this::channel, clock);
    }

    @AfterEach
    void close() {
        over.countDown();
        deliveries.close();
        catalog.close();
    }

    private static ChannelSpec command(String name) {
        return new ChannelSpec.Command(subscription(name), List.of("/bin/true"));
    }

    private static ChannelSpec.Subscription subscription(String name) {
        return new ChannelSpec.Subscription(name, EnumSet.allOf(Event.class), Set.of());
    }

    private Channel channel(ChannelSpec spec) {
        return notice -> {
            if (spec.name().equals("hung")) {
                await();
            }
            Undelivered why = broken.get(spec.name());
            if (why != null) {
                throw why;
            }
            synchronized (told) {
                notice.events().forEach(item -> told.add(spec.name() + " " + item.message()));
                told.add(spec.name() + ".");
            }
            return "ok";
        };
    }

    private void await() {
        try {
            over.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void add(String channel, String message) throws BackupException {
        Notice notice = Notices.of(new Notice.Item("alarm", "opened", "x", "warning", "", message, "", "", 0));
        catalog.notices().add(NoticeRecord.fresh(channel, notice.json(), clock.now));
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - end < 0, "it did not come to that");
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    private boolean isEmpty() {
        try {
            return catalog.notices().waiting().isEmpty();
        } catch (BackupException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> told() {
        synchronized (told) {
            return List.copyOf(told);
        }
    }

    private int attempts() {
        try {
            return catalog.notices().waiting().get(0).attempts();
        } catch (BackupException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aChannelThatHangs_keepsNoOtherFromBeingTold() throws Exception {
        specs = List.of(command("hung"), command("ops"));
        add("hung", "a");
        add("ops", "b");
        deliveries.deliver();
        await(() -> told().contains("ops."));
        assertEquals(List.of("ops b", "ops."), told());
    }

    @Test
    void whatWasNotTaken_isTriedAgainAfterARestartAndThenOneMessage() throws Exception {
        broken.put("ops", Undelivered.forNow("no route to host", null));
        add("ops", "a");
        deliveries.deliver();
        await(() -> attempts() == 1);
        assertEquals(START.plusSeconds(15), catalog.notices().waiting().get(0).nextAt());
        add("ops", "b");
        deliveries.deliver();
        assertEquals(1, attempts(), "not before its time");
        deliveries.close();
        broken.clear();
        deliveries = new Deliveries(catalog, () -> specs, this::channel, clock);
        clock.now = START.plusSeconds(15);
        deliveries.deliver();
        await(this::isEmpty);
        assertEquals(List.of("ops a", "ops b", "ops."), told());
    }

    @Test
    void failing_saysSinceWhenHowOftenAndWhyUntilItIsTaken() throws Exception {
        broken.put("ops", Undelivered.refused("HTTP 403", null));
        add("ops", "a");
        deliveries.deliver();
        await(() -> attempts() == 1);
        await(() -> !deliveries.failing().isEmpty());
        assertEquals(
                new Deliveries.Failing("ops", START, 1, true, "HTTP 403"),
                deliveries.failing().get(0));
        broken.clear();
        clock.now = START.plusSeconds(60);
        await(() -> {
            try {
                deliveries.deliver();
            } catch (BackupException e) {
                throw new IllegalStateException(e);
            }
            return isEmpty();
        });
        assertEquals(List.of(), deliveries.failing());
    }

    @Test
    void whatNobodyTookForThreeDays_isGivenUp_aPingAfterAnHour() throws Exception {
        ChannelSpec ping = new ChannelSpec.Webhook(
                subscription("deadman"), Secret.of("http://x"), ChannelSpec.Format.PING, Secret.of(""));
        specs = List.of(command("ops"), ping);
        broken.put("ops", Undelivered.forNow("down", null));
        broken.put("deadman", Undelivered.forNow("down", null));
        add("ops", "a");
        add("deadman", "b");
        add("removed", "c");
        clock.now = START.plus(Duration.ofHours(1));
        deliveries.deliver();
        assertEquals(
                List.of("ops"),
                catalog.notices().waiting().stream().map(NoticeRecord::channel).toList());
        await(() -> attempts() == 1);
        clock.now = START.plus(Duration.ofDays(3));
        await(() -> {
            try {
                deliveries.deliver();
            } catch (BackupException e) {
                throw new IllegalStateException(e);
            }
            return isEmpty();
        });
        assertEquals(List.of(), told());
    }

    @Test
    void backoff_growsToAnHour() {
        assertEquals(
                List.of(15L, 60L, 240L, 960L, 3_600L, 3_600L),
                List.of(1, 2, 3, 4, 5, 99).stream()
                        .map(attempts -> Deliveries.backoff(attempts).toSeconds())
                        .toList());
    }

    @Test
    void aTest_asksEachChannelAndLeavesWhatWaits() throws Exception {
        add("ops", "a");
        broken.put("pager", Undelivered.forNow("no modem", null));
        List<Deliveries.Tested> results = deliveries.test(Optional.empty(), "plant7");
        assertEquals(
                List.of("ops", "pager"),
                results.stream().map(Deliveries.Tested::channel).toList());
        assertEquals(
                List.of(true, false),
                results.stream().map(Deliveries.Tested::passed).toList());
        assertEquals("no modem", results.get(1).answer());
        assertEquals(1, deliveries.test(Optional.of("ops"), "plant7").size());
        assertEquals(1, catalog.notices().waiting().size());
    }
}
