package io.thingconnect.pulse.backupd.job.scheduler;

import static io.thingconnect.pulse.backupd.job.scheduler.Simulation.BEGIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.job.Jobs;
import io.thingconnect.pulse.backupd.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class CronSchedulerTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Schedule NIGHTLY = new Schedules.Daily(LocalTime.of(2, 0), ZoneOffset.UTC);
    private static final JobSpec DAILY = Jobs.scheduled("daily", NIGHTLY);

    private static Instant at(String time) {
        return Instant.parse(time);
    }

    @Test
    void firstStart_catchesNothingUp() {
        Simulation world = new Simulation(DAILY);
        world.run(Duration.ofHours(1));
        assertEquals(List.of(), world.started);
        assertEquals(BEGIN, world.memory.get("daily"));
    }

    @Test
    void eachDueTime_isServedOnceAndOnTime() {
        Simulation world = new Simulation(DAILY);
        world.run(DAY.multipliedBy(3));
        assertEquals(
                List.of(
                        new Simulation.Started("daily", at("2024-01-16T02:00:00Z"), "schedule"),
                        new Simulation.Started("daily", at("2024-01-17T02:00:00Z"), "schedule"),
                        new Simulation.Started("daily", at("2024-01-18T02:00:00Z"), "schedule")),
                world.started);
    }

    @Test
    void downtime_isCaughtUpOnceWithTheNewestMissedTime() {
        Simulation world = new Simulation(DAILY);
        world.clock.advance(DAY.multipliedBy(5));
        world.restart();
        world.restart();
        assertEquals(List.of(new Simulation.Started("daily", at("2024-01-20T02:00:00Z"), "catch-up")), world.started);
    }

    @Test
    void aRestartWithoutAMissedTime_startsNothing() {
        Simulation world = new Simulation(DAILY);
        world.run(DAY);
        world.started.clear();
        world.restart();
        world.run(Duration.ofHours(3));
        assertEquals(List.of(), world.started);
    }

    @Test
    void forwardStep_isLikeDowntime() {
        Simulation world = new Simulation(DAILY);
        world.step(DAY.multipliedBy(3));
        assertEquals(List.of(new Simulation.Started("daily", at("2024-01-18T02:00:00Z"), "catch-up")), world.started);
    }

    @Test
    void backwardStepWithinADay_servesNoTimeTwice() {
        Simulation world = new Simulation(DAILY);
        world.run(Duration.ofHours(17));
        world.step(Duration.ofHours(-2));
        world.restart();
        world.run(DAY.plusHours(2));
        assertEquals(List.of(at("2024-01-16T02:00:00Z"), at("2024-01-17T02:00:00Z")), dedupe(world));
    }

    private static List<Instant> dedupe(Simulation world) {
        List<Instant> dues = world.dues("daily");
        assertEquals(dues.stream().distinct().toList(), dues, "served twice");
        return dues;
    }

    @Test
    void aClockFarBehind_doesNotStopBackups() {
        Simulation world = new Simulation(DAILY);
        world.run(DAY.multipliedBy(10));
        world.started.clear();
        world.step(DAY.multipliedBy(-365));
        assertEquals(List.of(), world.started);
        world.run(DAY.multipliedBy(3));
        assertEquals(3, world.dues("daily").size());
        assertTrue(world.dues("daily").get(0).isBefore(at("2023-02-01T00:00:00Z")));
        // The true mark is not lost: when the clock is put right, only a time that was never served is caught up.
        world.started.clear();
        world.clock.set(at("2024-01-25T12:00:00Z"));
        world.restart();
        assertEquals(List.of(), world.started);
        world.run(DAY);
        assertEquals(List.of(at("2024-01-26T02:00:00Z")), world.dues("daily"));
    }

    @Test
    void aClockFarBehindThatIsPutRightMeanwhile_catchesUpOnlyWhatWasNeverServed() {
        Simulation world = new Simulation(DAILY);
        world.run(DAY.multipliedBy(10));
        world.started.clear();
        world.step(DAY.multipliedBy(-5));
        world.run(Duration.ofHours(1));
        world.step(DAY.multipliedBy(3));
        assertEquals(List.of(), world.started, "may have been served before");
        world.step(DAY.multipliedBy(2));
        assertEquals(List.of(), world.started, "was served before");
        world.step(DAY.multipliedBy(2));
        assertEquals(List.of(at("2024-01-27T02:00:00Z")), world.dues("daily"));
    }

    @Test
    void aClockThatStaysBehind_losesNoNightWhenItReachesTheOldMark() {
        Simulation world = new Simulation(DAILY);
        world.run(DAY.multipliedBy(10));
        world.started.clear();
        world.step(DAY.multipliedBy(-4));
        world.run(DAY.multipliedBy(8));
        assertEquals(8, world.dues("daily").size());
        assertEquals(8, world.dues("daily").stream().distinct().count());
    }

    @Test
    void springAndAutumn_runOnceADay() {
        JobSpec berlin = Jobs.scheduled("berlin", new Schedules.Daily(LocalTime.of(2, 30), ZoneId.of("Europe/Berlin")));
        Simulation world = new Simulation(berlin);
        world.run(DAY.multipliedBy(366));
        assertEquals(366, world.dues("berlin").stream().distinct().count());
        assertEquals(366, world.dues("berlin").size());
    }

    @Test
    void disabled_startsNothingAndCatchesUpOnceWhenEnabledAgain() {
        Simulation world = new Simulation(DAILY);
        world.plan = new Plan(false, List.of(DAILY));
        world.run(DAY.multipliedBy(4));
        assertEquals(List.of(), world.started);
        assertEquals(List.of(), world.scheduler.next(DAILY, 3));
        world.plan = new Plan(true, List.of(DAILY));
        world.scheduler.serve();
        assertEquals(List.of(new Simulation.Started("daily", at("2024-01-19T02:00:00Z"), "catch-up")), world.started);
    }

    @Test
    void reload_withAnotherScheduleStartsFromNow() {
        Simulation world = new Simulation(DAILY);
        world.run(DAY);
        JobSpec earlier = Jobs.scheduled("daily", new Schedules.Daily(LocalTime.of(9, 0), ZoneOffset.UTC));
        world.plan = new Plan(true, List.of(earlier));
        List<Instant> announced = world.scheduler.next(earlier, 1);
        world.run(DAY);
        assertEquals(List.of(at("2024-01-17T09:00:00Z")), announced);
        assertEquals(List.of(at("2024-01-16T02:00:00Z"), at("2024-01-17T09:00:00Z")), world.dues("daily"));
    }

    @Test
    void aJobThatIsRemovedOrHasNoTimes_isLeftAlone() {
        Simulation world = new Simulation(DAILY, Jobs.scheduled("never", new Schedules.Never()), Jobs.job("by-hand"));
        world.run(DAY);
        assertEquals(1, world.started.size());
        world.plan = new Plan(true, List.of());
        world.run(DAY);
        assertEquals(1, world.started.size());
    }

    @Test
    void whatCannotBeRememberedOrQueued_isTriedAgainAndStartedOnce() {
        Simulation world = new Simulation(DAILY);
        world.memoryFails = true;
        world.run(Duration.ofHours(17));
        assertEquals(List.of(), world.started);
        world.memoryFails = false;
        world.queueFails = true;
        world.scheduler.serve();
        assertEquals(List.of(), world.started);
        world.queueFails = false;
        world.scheduler.serve();
        world.scheduler.serve();
        assertEquals(List.of(at("2024-01-16T02:00:00Z")), world.dues("daily"));
    }

    @Test
    void aScheduleThatThrows_stopsNoOtherJob() {
        Schedule broken = new Schedule() {
            @Override
            public String expression() {
                return "broken";
            }

            @Override
            public ZoneId zone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Optional<Instant> nextAfter(Instant instant) {
                throw new IllegalStateException("broken");
            }

            @Override
            public Optional<Instant> lastAtOrBefore(Instant instant) {
                throw new IllegalStateException("broken");
            }
        };
        Simulation world = new Simulation(Jobs.scheduled("broken", broken), DAILY);
        world.run(DAY);
        assertEquals(1, world.dues("daily").size());
    }

    @Test
    void next_namesTheRunsItMakes() {
        JobSpec hourly = Jobs.scheduled("hourly", new Schedules.Every(Duration.ofHours(1)));
        Simulation world = new Simulation(DAILY, hourly);
        List<Instant> nights = world.scheduler.next(DAILY, 5);
        List<Instant> hours = world.scheduler.next(hourly, 100);
        world.run(DAY.multipliedBy(5));
        assertEquals(nights, world.dues("daily"));
        assertEquals(hours, world.dues("hourly").subList(0, 100));
    }

    @Test
    void next_afterASmallBackwardStepLeavesOutWhatWasServed() {
        JobSpec hourly = Jobs.scheduled("hourly", new Schedules.Every(Duration.ofHours(1)));
        Simulation world = new Simulation(hourly);
        world.run(Duration.ofHours(5));
        world.step(Duration.ofHours(-3));
        assertEquals(List.of(at("2024-01-15T16:00:00Z")), world.scheduler.next(hourly, 1));
        assertFalse(world.scheduler.next(hourly, 1).get(0).isBefore(world.memory.get("hourly")));
    }

    @Test
    void theThread_sleepsInShortSlicesAndServes() throws Exception {
        SimulatedClock clock = new SimulatedClock(BEGIN);
        CountDownLatch started = new CountDownLatch(3);
        Simulation memory = new Simulation();
        List<Duration> tooLong = new CopyOnWriteArrayList<>();
        Sleeper sleeper = new Sleeper() {
            @Override
            public void sleep(Duration atMost) {
                if (atMost.compareTo(Duration.ofSeconds(30)) > 0 || atMost.isNegative() || atMost.isZero()) {
                    tooLong.add(atMost);
                }
                clock.advance(atMost);
            }

            @Override
            public void wake() {}
        };
        CronScheduler scheduler = new CronScheduler(
                () -> new Plan(true, List.of(DAILY)),
                (job, due, trigger) -> started.countDown(),
                memory,
                clock,
                sleeper);
        scheduler.start();
        assertTrue(started.await(30, TimeUnit.SECONDS));
        scheduler.stop();
        assertEquals(List.of(), tooLong);
    }

    @Test
    void stop_wakesTheRealSleeper() throws Exception {
        Simulation memory = new Simulation();
        CronScheduler scheduler = new CronScheduler(
                () -> new Plan(true, List.of()), memory, memory, new SimulatedClock(BEGIN), Sleeper.real());
        scheduler.start();
        scheduler.replan();
        scheduler.stop();
        assertEquals(List.of(), memory.started);
    }

    @Test
    void next_onlyLooks() {
        Simulation world = new Simulation(DAILY);
        world.run(DAY.multipliedBy(10));
        Instant right = world.clock.instant();
        world.clock.set(right.minus(DAY.multipliedBy(5)));
        assertEquals(List.of(at("2024-01-21T02:00:00Z")), world.scheduler.next(DAILY, 1));
        world.clock.set(right);
        assertEquals(List.of(at("2024-01-26T02:00:00Z")), world.scheduler.next(DAILY, 1));
    }
}
