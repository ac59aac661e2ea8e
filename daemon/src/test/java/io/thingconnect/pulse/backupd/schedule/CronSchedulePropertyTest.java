package io.thingconnect.pulse.backupd.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold in every zone and year, and agreement with a slow model that asks each minute. */
final class CronSchedulePropertyTest {
    private static final LocalDate FIRST = LocalDate.of(2020, 1, 1);
    private static final LocalDate LAST = LocalDate.of(2030, 12, 31);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Europe/Berlin",
                "America/New_York",
                "Australia/Lord_Howe",
                "America/Sao_Paulo",
                "Asia/Kolkata",
                "UTC",
                "Africa/Casablanca",
                "America/Havana",
                "Africa/Cairo",
                "Asia/Beirut"
            })
    void dailyJobs_runExactlyOnceOnEveryLocalDate(String id) throws BackupException {
        ZoneId zone = ZoneId.of(id);
        for (String time : List.of("0 0", "45 1", "30 2")) {
            CronSchedule schedule = CronSchedule.parse(time + " * * *", zone);
            Instant at = FIRST.atStartOfDay(zone).toInstant().minusNanos(1);
            for (LocalDate date = FIRST; !date.isAfter(LAST); date = date.plusDays(1)) {
                Instant next = schedule.nextAfter(at).orElseThrow();
                assertTrue(next.isAfter(at), () -> "not increasing: " + next);
                assertEquals(date, LocalDate.ofInstant(next, zone), () -> schedule + " after " + next);
                assertEquals(Optional.of(next), schedule.lastAtOrBefore(next));
                at = next;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Europe/Berlin",
                "America/New_York",
                "Australia/Lord_Howe",
                "America/Sao_Paulo",
                "Asia/Kolkata",
                "UTC",
                "Africa/Casablanca",
                "America/Havana"
            })
    void lastAtOrBefore_isWhatNextAfterWouldHaveSaid(String id) throws BackupException {
        ZoneId zone = ZoneId.of(id);
        Random random = new Random(7);
        long from = FIRST.atStartOfDay(zone).toEpochSecond();
        long seconds =
                Duration.between(FIRST.atStartOfDay(), LAST.atStartOfDay()).toSeconds();
        for (String text : List.of("*/15 * * * *", "0 */6 * * *", "30 2 * * *", "0 1-3 * * sun", "7 4 1,15 * *")) {
            CronSchedule schedule = CronSchedule.parse(text, zone);
            for (int i = 0; i < 60; i++) {
                Instant at = Instant.ofEpochSecond(from + (long) (random.nextDouble() * seconds));
                Instant last = schedule.lastAtOrBefore(at).orElseThrow();
                Instant next = schedule.nextAfter(at).orElseThrow();
                assertFalse(last.isAfter(at));
                assertTrue(next.isAfter(at));
                assertEquals(Optional.of(next), schedule.nextAfter(last), () -> schedule + " at " + at);
                assertEquals(
                        Optional.of(last), schedule.lastAtOrBefore(next.minusNanos(1)), () -> schedule + " at " + at);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Europe/Berlin",
                "America/New_York",
                "Australia/Lord_Howe",
                "America/Sao_Paulo",
                "Africa/Casablanca",
                "America/Havana"
            })
    void aroundEveryChangeOfOffset_theScheduleAgreesWithTheModel(String id) throws BackupException {
        ZoneId zone = ZoneId.of(id);
        Random random = new Random(11);
        int changes = 0;
        for (ZoneOffsetTransition change = zone.getRules().nextTransition(Instant.parse("2017-01-01T00:00:00Z"));
                change != null && change.getInstant().isBefore(Instant.parse("2031-01-01T00:00:00Z"));
                change = zone.getRules().nextTransition(change.getInstant())) {
            changes++;
            for (int i = 0; i < 6; i++) {
                Model model = Model.random(random);
                Instant from = change.getInstant().minus(Duration.ofHours(5));
                Instant until = change.getInstant().plus(Duration.ofHours(5));
                assertEquals(model.due(zone, from, until), due(model.text(), zone, from, until), model + " in " + zone);
            }
        }
        assertTrue(changes > 1, "the zone has no changes of offset: nothing was tested");
    }

    /** Day fields against a calendar: both restricted is either of them; months and weekdays by number. */
    @Test
    void days_areTheCalendarsDays() throws BackupException {
        Random random = new Random(3);
        for (int i = 0; i < 40; i++) {
            int day = 1 + random.nextInt(31);
            int weekday = random.nextInt(8);
            int month = 1 + random.nextInt(12);
            boolean byDay = i % 2 == 0;
            boolean byWeekday = i % 3 == 0;
            String text = "0 12 " + (byDay ? day : "*") + " " + month + ",7 " + (byWeekday ? weekday : "*");
            List<Instant> expected = FIRST.datesUntil(LocalDate.of(2025, 1, 1))
                    .filter(d -> d.getMonthValue() == month || d.getMonthValue() == 7)
                    .filter(d -> {
                        boolean onDay = d.getDayOfMonth() == day;
                        boolean onWeekday = d.getDayOfWeek().getValue() % 7 == weekday % 7;
                        return (byDay && byWeekday)
                                ? onDay || onWeekday
                                : (!byDay || onDay) && (!byWeekday || onWeekday);
                    })
                    .map(d -> d.atTime(12, 0).toInstant(ZoneOffset.UTC))
                    .toList();
            Instant from = FIRST.atStartOfDay().toInstant(ZoneOffset.UTC);
            assertEquals(expected, due(text, ZoneOffset.UTC, from, Instant.parse("2025-01-01T00:00:00Z")), text);
        }
    }

    private static List<Instant> due(String text, ZoneId zone, Instant from, Instant until) throws BackupException {
        CronSchedule schedule = CronSchedule.parse(text, zone);
        List<Instant> found = new ArrayList<>();
        Optional<Instant> next = schedule.nextAfter(from.minusNanos(1));
        while (next.isPresent() && next.get().isBefore(until)) {
            found.add(next.get());
            next = schedule.nextAfter(next.get());
        }
        return found;
    }

    /** A schedule as the manual says it, computed minute by minute from the zone alone. */
    private record Model(String minutes, Predicate<Integer> minute, String hours, Predicate<Integer> hour) {
        static Model random(Random random) {
            int m = random.nextInt(60);
            int h = random.nextInt(5);
            int step = 2 + random.nextInt(3);
            boolean stepped = random.nextBoolean();
            String minutes = stepped ? "*/15" : String.valueOf(m);
            Predicate<Integer> minute = stepped ? v -> v % 15 == 0 : v -> v == m;
            return switch (random.nextInt(4)) {
                case 0 -> new Model(minutes, minute, "*", v -> true);
                case 1 -> new Model(minutes, minute, "*/" + step, v -> v % step == 0);
                case 2 -> new Model(minutes, minute, h + "-" + (h + 2), v -> v >= h && v <= h + 2);
                default -> new Model(minutes, minute, String.valueOf(h), v -> v == h);
            };
        }

        String text() {
            return minutes + " " + hours + " * * *";
        }

        List<Instant> due(ZoneId zone, Instant from, Instant until) {
            TreeSet<Instant> due = new TreeSet<>();
            LocalDateTime wall = LocalDateTime.ofInstant(from, ZoneOffset.UTC)
                    .minusDays(1)
                    .withSecond(0)
                    .withNano(0);
            for (LocalDateTime end = wall.plusDays(3); wall.isBefore(end); wall = wall.plusMinutes(1)) {
                if (!minute.test(wall.getMinute()) || !hour.test(wall.getHour())) {
                    continue;
                }
                List<ZoneOffset> offsets = zone.getRules().getValidOffsets(wall);
                if (offsets.isEmpty() && !hours.equals("*")) {
                    due.add(zone.getRules().getTransition(wall).getInstant());
                }
                for (ZoneOffset offset : hours.startsWith("*") || offsets.isEmpty() ? offsets : offsets.subList(0, 1)) {
                    due.add(wall.toInstant(offset));
                }
            }
            return new ArrayList<>(due.subSet(from, true, until, false));
        }
    }
}
