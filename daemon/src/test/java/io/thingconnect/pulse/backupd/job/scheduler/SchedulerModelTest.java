package io.thingconnect.pulse.backupd.job.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.job.Jobs;
import io.thingconnect.pulse.backupd.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Random lives of a box: power cuts, clock steps, full disks. Seeded, so that a failure can be had again. */
final class SchedulerModelTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Schedule SIX_HOURS = new Schedules.Every(Duration.ofHours(6));
    private static final Schedule NIGHT = new Schedules.Daily(LocalTime.of(2, 30), ZoneId.of("Europe/Berlin"));
    private static final JobSpec OFTEN = Jobs.scheduled("often", SIX_HOURS);
    private static final JobSpec NIGHTLY = Jobs.scheduled("nightly", NIGHT);

    private final Logger log = (Logger) LoggerFactory.getLogger(CronScheduler.class);
    private final Level usual = log.getLevel();

    /** Thousands of lives warn thousands of times. */
    @BeforeEach
    void silence() {
        log.setLevel(Level.OFF);
    }

    @AfterEach
    void speak() {
        log.setLevel(usual);
    }

    private static Duration upTo(Random random, Duration most) {
        return Duration.ofSeconds(1 + (long) (random.nextDouble() * most.toSeconds()));
    }

    /** Ten thousand days of one life. Steps back stay within a day of the furthest the clock ever was. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void eachDueTime_isServedAtMostOnceAndNoneStaysOutstanding(long seed) {
        Random random = new Random(seed);
        Simulation world = new Simulation(OFTEN, NIGHTLY);
        Instant furthest = world.clock.instant();
        Set<String> trouble = new TreeSet<>();
        while (furthest.isBefore(Simulation.BEGIN.plus(DAY.multipliedBy(10_000)))) {
            int event = random.nextInt(20);
            if (event < 12) {
                world.run(upTo(random, DAY.multipliedBy(10)));
            } else if (event < 15) {
                world.clock.advance(upTo(random, DAY.multipliedBy(5)));
                world.restart();
                trouble.add("downtime");
            } else if (event < 17) {
                world.step(upTo(random, DAY.multipliedBy(3)));
                trouble.add("step forward");
            } else if (event < 19) {
                Instant target = world.clock.instant().minus(upTo(random, DAY));
                Instant lowest = furthest.minus(DAY).plusSeconds(1);
                world.clock.set(target.isBefore(lowest) ? lowest : target);
                world.scheduler.serve();
                trouble.add("step back");
            } else {
                world.memoryFails = random.nextBoolean();
                world.queueFails = random.nextBoolean();
                world.run(upTo(random, DAY));
                world.memoryFails = false;
                world.queueFails = false;
                world.scheduler.serve();
                trouble.add("full disk");
            }
            furthest = furthest.isBefore(world.clock.instant()) ? world.clock.instant() : furthest;
            assertNothingOutstanding(world, OFTEN, furthest);
            assertNothingOutstanding(world, NIGHTLY, furthest);
        }
        assertEquals(Set.of("downtime", "step forward", "step back", "full disk"), trouble);
        assertOnce(world.dues("often"), 15_000);
        assertOnce(world.dues("nightly"), 4_000);
    }

    private static void assertNothingOutstanding(Simulation world, JobSpec job, Instant furthest) {
        Instant newest = job.schedule().orElseThrow().lastAtOrBefore(furthest).orElseThrow();
        if (!newest.isAfter(Simulation.BEGIN)) {
            return;
        }
        List<Instant> dues = world.dues(job.name());
        assertFalse(dues.isEmpty(), "nothing was ever served, due was " + newest);
        assertEquals(newest, dues.get(dues.size() - 1), job.name() + " stays outstanding");
    }

    private static void assertOnce(List<Instant> dues, int atLeast) {
        assertEquals(dues.size(), new HashSet<>(dues).size(), "a due time was served twice");
        assertEquals(dues.stream().sorted().toList(), dues);
        assertTrue(dues.size() > atLeast, "hardly any was served: " + dues.size());
    }

    /** Whatever one step does to the clock, no more than two days of real time pass without a nightly run. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void oneStepOfAnySize_neverStopsBackups(long seed) {
        Random random = new Random(seed);
        for (int life = 0; life < 300; life++) {
            Simulation world = new Simulation(OFTEN, NIGHTLY);
            world.run(upTo(random, DAY.multipliedBy(20)).plus(DAY.multipliedBy(2)));
            Duration size = upTo(random, DAY.multipliedBy(random.nextBoolean() ? 3 : 900));
            world.step(random.nextInt(3) == 0 ? size : size.negated());
            if (random.nextBoolean()) {
                world.restart();
            }
            for (int i = 0; i < 12; i++) {
                world.started.clear();
                world.run(DAY.multipliedBy(2).plusHours(2));
                assertFalse(world.dues("nightly").isEmpty(), "life " + life + ": no nightly run after " + size);
                assertFalse(world.dues("often").isEmpty(), "life " + life + ": no run after " + size);
            }
        }
    }

    /** Smooth time, with restarts: exactly the due times, in order, none of them late. */
    @ParameterizedTest
    @ValueSource(longs = {21, 22})
    void smoothTime_servesExactlyTheDueTimes(long seed) {
        Random random = new Random(seed);
        Simulation world = new Simulation(NIGHTLY, OFTEN);
        List<Instant> nights = world.scheduler.next(NIGHTLY, 1_000);
        List<Instant> often = world.scheduler.next(OFTEN, 4_000);
        while (world.dues("nightly").size() < 1_000 || world.dues("often").size() < 4_000) {
            world.run(upTo(random, DAY.multipliedBy(9)));
            if (random.nextBoolean()) {
                world.restart();
            }
        }
        assertEquals(nights, world.dues("nightly").subList(0, 1_000));
        assertEquals(often, world.dues("often").subList(0, 4_000));
        assertTrue(world.started.stream().allMatch(run -> run.trigger().equals("schedule")));
    }
}
