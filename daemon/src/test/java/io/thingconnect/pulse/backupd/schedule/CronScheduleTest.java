package io.thingconnect.pulse.backupd.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CronScheduleTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ZoneId LORD_HOWE = ZoneId.of("Australia/Lord_Howe");

    /** Due times in [from, until), as the zone's clock shows them with its offset. */
    private static List<String> due(String expression, ZoneId zone, String from, String until) throws BackupException {
        CronSchedule schedule = CronSchedule.parse(expression, zone);
        Instant end = OffsetDateTime.parse(until).toInstant();
        List<String> found = new ArrayList<>();
        Instant at = OffsetDateTime.parse(from).toInstant().minusNanos(1);
        while (true) {
            Instant next = schedule.nextAfter(at).orElse(end);
            if (!next.isBefore(end)) {
                return found;
            }
            found.add(next.atZone(zone).toOffsetDateTime().toString());
            at = next;
        }
    }

    private static Instant at(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }

    @Test
    void fixedTimeInTheSpringGap_isDueAtTheFirstInstantAfterIt() throws BackupException {
        assertEquals(
                List.of("2024-03-30T02:30+01:00", "2024-03-31T03:00+02:00", "2024-04-01T02:30+02:00"),
                due("30 2 * * *", BERLIN, "2024-03-30T00:00+01:00", "2024-04-02T00:00+02:00"));
    }

    @Test
    void severalFixedTimesInTheGap_areDueOnce() throws BackupException {
        assertEquals(
                List.of("2024-03-31T03:00+02:00", "2024-03-31T03:10+02:00"),
                due("0,10,20,40 2,3 * * *", BERLIN, "2024-03-31T00:00+01:00", "2024-03-31T03:20+02:00"));
    }

    @Test
    void fixedTimeInTheAutumnOverlap_isDueOnceAtTheEarlierOffset() throws BackupException {
        assertEquals(
                List.of("2024-10-26T02:30+02:00", "2024-10-27T02:30+02:00", "2024-10-28T02:30+01:00"),
                due("30 2 * * *", BERLIN, "2024-10-26T00:00+02:00", "2024-10-29T00:00+01:00"));
    }

    @Test
    void askedFromInsideTheRepeatedHour_aFixedTimeDoesNotComeAgain() throws BackupException {
        CronSchedule schedule = CronSchedule.parse("30 2 * * *", BERLIN);
        assertEquals(Optional.of(at("2024-10-28T02:30+01:00")), schedule.nextAfter(at("2024-10-27T02:10+01:00")));
        assertEquals(Optional.of(at("2024-10-27T02:30+02:00")), schedule.lastAtOrBefore(at("2024-10-27T02:10+01:00")));
        assertEquals(Optional.of(at("2024-10-27T02:30+02:00")), schedule.lastAtOrBefore(at("2024-10-27T02:50+01:00")));
    }

    @Test
    void everyQuarterOfAnHour_runsThroughTheOverlap() throws BackupException {
        List<String> found = due("*/15 * * * *", BERLIN, "2024-10-27T00:00+02:00", "2024-10-28T00:00+01:00");
        assertEquals(100, found.size());
        assertEquals("2024-10-27T02:45+02:00", found.get(11));
        assertEquals("2024-10-27T02:00+01:00", found.get(12));
    }

    @Test
    void everyQuarterOfAnHour_runsThroughTheGap() throws BackupException {
        List<String> found = due("*/15 * * * *", BERLIN, "2024-03-31T00:00+01:00", "2024-04-01T00:00+02:00");
        assertEquals(92, found.size());
        assertEquals("2024-03-31T01:45+01:00", found.get(7));
        assertEquals("2024-03-31T03:00+02:00", found.get(8));
    }

    @Test
    void halfPastEveryHour_hasNothingToCatchUpAfterTheGap() throws BackupException {
        assertEquals(
                List.of("2024-03-31T01:30+01:00", "2024-03-31T03:30+02:00"),
                due("30 * * * *", BERLIN, "2024-03-31T01:00+01:00", "2024-03-31T04:00+02:00"));
    }

    @Test
    void everySecondHour_losesNoRunInTheGapAndRunsThroughTheOverlap() throws BackupException {
        assertEquals(
                List.of("2024-03-31T00:00+01:00", "2024-03-31T03:00+02:00", "2024-03-31T04:00+02:00"),
                due("0 */2 * * *", BERLIN, "2024-03-31T00:00+01:00", "2024-03-31T05:00+02:00"));
        assertEquals(
                List.of("2024-10-27T00:00+02:00", "2024-10-27T02:00+02:00", "2024-10-27T02:00+01:00"),
                due("0 */2 * * *", BERLIN, "2024-10-27T00:00+02:00", "2024-10-27T04:00+01:00"));
    }

    @Test
    void halfHourDaylightSaving_isMappedLikeAnyOther() throws BackupException {
        assertEquals(
                List.of("2024-10-06T02:30+11:00"),
                due("15 2 * * *", LORD_HOWE, "2024-10-06T00:00+10:30", "2024-10-07T00:00+11:00"));
        assertEquals(
                List.of("2024-04-07T01:45+11:00"),
                due("45 1 * * *", LORD_HOWE, "2024-04-07T00:00+11:00", "2024-04-08T00:00+10:30"));
        assertEquals(
                List.of("2024-04-07T01:30+11:00", "2024-04-07T01:30+10:30", "2024-04-07T02:30+10:30"),
                due("30 * * * *", LORD_HOWE, "2024-04-07T01:00+11:00", "2024-04-07T03:00+10:30"));
    }

    @Test
    void gapAtMidnight_keepsTheRunOnItsDate() throws BackupException {
        assertEquals(
                List.of("2018-11-04T01:00-02:00"),
                due("0 0 * * *", ZoneId.of("America/Sao_Paulo"), "2018-11-03T12:00-03:00", "2018-11-04T12:00-02:00"));
    }

    @Test
    void dayOfMonthAndDayOfWeek_areEitherOr() throws BackupException {
        assertEquals(
                List.of("2024-09-06T02:00Z", "2024-09-13T02:00Z", "2024-09-15T02:00Z", "2024-09-20T02:00Z"),
                due("0 2 15 * fri", ZoneId.of("Z"), "2024-09-01T00:00Z", "2024-09-21T00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "@hourly, 2024-01-10T13:00Z",
        "@daily, 2024-01-11T00:00Z",
        "@midnight, 2024-01-11T00:00Z",
        "@weekly, 2024-01-14T00:00Z",
        "@monthly, 2024-02-01T00:00Z",
        "@yearly, 2025-01-01T00:00Z",
        "@annually, 2025-01-01T00:00Z",
        "0 0 29 2 *, 2024-02-29T00:00Z",
        "30 4 * * 7, 2024-01-14T04:30Z",
        "30 4 * * SUN, 2024-01-14T04:30Z",
        "5 4 * mar-may mon-wed, 2024-03-04T04:05Z",
        "10-30/10 12 * * *, 2024-01-10T12:10Z",
        "'7,9 12 10 1 *', 2024-01-10T12:09Z"
    })
    void everyFormOfTheFields_isUnderstood(String expression, String next) throws BackupException {
        CronSchedule schedule = CronSchedule.parse(expression, ZoneId.of("Z"));
        assertEquals(Optional.of(at(next)), schedule.nextAfter(at("2024-01-10T12:07:30Z")));
        assertEquals(expression, schedule.expression());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0 2 * *",
                "0 2 * * * *",
                "60 2 * * *",
                "0 24 * * *",
                "0 2 0 * *",
                "0 2 * 13 *",
                "0 2 * * 8",
                "*/0 * * * *",
                "0 */24 * * *",
                "0 2 L * *",
                "0 2 * foo *",
                "0 22-2 * * *",
                "@reboot",
                "@often",
                "every day",
                "0 2 30 2 *",
                "0 2 31 4,6 *",
                "0 2 */2 * 1",
                "0 2 1 * */2",
                "0 2 */2 * */2",
                "0 2 *,5 * 1"
            })
    void whatCronCannotMean_isRefused(String expression) {
        BackupException e =
                assertThrows(BackupException.class, () -> CronSchedule.parse(expression, BERLIN), expression);
        assertEquals(ErrorCode.CONFIG_INVALID, e.code());
        assertTrue(e.getMessage().contains("\"" + expression + "\""), e.getMessage());
    }

    @Test
    void steppedDaysWithWeekdays_areRefusedWithTheReason() {
        BackupException e = assertThrows(BackupException.class, () -> CronSchedule.parse("0 2 */2 * 1", BERLIN));
        assertEquals(
                "schedule \"0 2 */2 * 1\" cannot be used: day of month \"*/2\" together with day of week \"1\" is read"
                        + " differently by different crons; restrict only one of them, or list the days",
                e.getMessage());
    }

    @Test
    void steppedDaysAlone_areFine() throws BackupException {
        assertEquals(
                List.of("2024-01-01T02:00Z", "2024-01-03T02:00Z"),
                due("0 2 */2 * *", ZoneId.of("Z"), "2024-01-01T00:00Z", "2024-01-05T00:00Z"));
    }

    @Test
    void aDateThatNoYearHas_isRefusedWithTheReason() {
        BackupException e = assertThrows(BackupException.class, () -> CronSchedule.parse("0 2 30 2 *", BERLIN));
        assertTrue(e.getMessage().endsWith("it names a date that no year has, so it would never be due"));
    }
}
