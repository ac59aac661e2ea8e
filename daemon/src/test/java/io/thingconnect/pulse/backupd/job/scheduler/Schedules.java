package io.thingconnect.pulse.backupd.job.scheduler;

import io.thingconnect.pulse.backupd.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;

/** Simple schedules that need no cron. */
public final class Schedules {
    private Schedules() {}

    /** Every so often since the epoch. */
    public record Every(Duration period) implements Schedule {
        @Override
        public String expression() {
            return "every " + period;
        }

        @Override
        public ZoneId zone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Optional<Instant> nextAfter(Instant instant) {
            return lastAtOrBefore(instant).map(last -> last.plus(period));
        }

        @Override
        public Optional<Instant> lastAtOrBefore(Instant instant) {
            long step = period.toSeconds();
            return Optional.of(Instant.ofEpochSecond(Math.floorDiv(instant.getEpochSecond(), step) * step));
        }
    }

    /** Once a day on the wall clock of a zone; in a gap at its end, in an overlap at the earlier time. */
    record Daily(LocalTime time, ZoneId zone) implements Schedule {
        @Override
        public String expression() {
            return "daily at " + time;
        }

        private Instant on(LocalDate day) {
            return ZonedDateTime.of(day, time, zone)
                    .withEarlierOffsetAtOverlap()
                    .toInstant();
        }

        @Override
        public Optional<Instant> nextAfter(Instant instant) {
            LocalDate day = LocalDate.ofInstant(instant, zone).minusDays(1);
            while (!on(day).isAfter(instant)) {
                day = day.plusDays(1);
            }
            return Optional.of(on(day));
        }

        @Override
        public Optional<Instant> lastAtOrBefore(Instant instant) {
            LocalDate day = LocalDate.ofInstant(instant, zone).plusDays(1);
            while (on(day).isAfter(instant)) {
                day = day.minusDays(1);
            }
            return Optional.of(on(day));
        }
    }

    /** Has no due time, ever. */
    record Never() implements Schedule {
        @Override
        public String expression() {
            return "never";
        }

        @Override
        public ZoneId zone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Optional<Instant> nextAfter(Instant instant) {
            return Optional.empty();
        }

        @Override
        public Optional<Instant> lastAtOrBefore(Instant instant) {
            return Optional.empty();
        }
    }
}
