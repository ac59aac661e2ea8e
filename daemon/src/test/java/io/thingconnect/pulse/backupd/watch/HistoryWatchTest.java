package io.thingconnect.pulse.backupd.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.watch.GapWatch.GapFacts;
import io.thingconnect.pulse.backupd.watch.GapWatch.MissedDues;
import io.thingconnect.pulse.backupd.watch.SizeWatch.SizeFacts;
import io.thingconnect.pulse.backupd.watch.SpaceWatch.SpaceFacts;
import io.thingconnect.pulse.backupd.watch.SpaceWatch.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Chains, sizes, growth, budgets, channels and gaps. */
final class HistoryWatchTest {
    private static final Instant NOW = Instant.parse("2024-01-16T10:00:00Z");
    private static final long GB = 1_000_000_000L;
    private static final long MB = 1_000_000L;

    private static List<String> sizes(boolean full, long bytes, Long... earlier) {
        return SizeWatch.alarms(List.of(new SizeFacts("daily", "LABEL", NOW, full, bytes, List.of(earlier)))).stream()
                .map(Alarm::message)
                .toList();
    }

    @Test
    void aBackup_farFromItsOwnHistoryAlarms() {
        Long[] usual = {100 * MB, 101 * MB, 99 * MB, 5 * GB, 102 * MB};
        assertEquals(List.of(), sizes(true, 303 * MB, usual), "one odd one in the history does not move the median");
        assertEquals(
                List.of(
                        "backup 'LABEL' of job 'daily' holds 304 MB, far more than the 101 MB that are usual (median of the"
                                + " 5 before it of the same kind)"),
                sizes(true, 304 * MB, usual));
        assertEquals(List.of(), sizes(true, 34 * MB, usual));
        assertTrue(sizes(true, 33 * MB, usual).get(0).contains("far less than the 101 MB"));
    }

    @Test
    void aBackup_withoutAHistoryOrOfNextToNothingDoesNotAlarm() {
        assertEquals(List.of(), sizes(true, 5 * GB, 100 * MB, 100 * MB, 100 * MB, 100 * MB));
        assertEquals(List.of(), sizes(true, 9 * MB, 1_000L, 1_000L, 1_000L, 1_000L, 1_000L));
    }

    @Test
    void aDelta_mayBeSmallAndIsLargeOnlyByFar() {
        Long[] usual = Collections.nCopies(20, 50 * MB).toArray(Long[]::new);
        assertEquals(List.of(), sizes(false, 100, usual));
        assertEquals(List.of(), sizes(false, 500 * MB, usual));
        assertEquals(1, sizes(false, 510 * MB, usual).size());
    }

    private static SpaceFacts space(long free, long toCome, List<Stored> stored) {
        return new SpaceFacts("local", "/srv/backups", free, 500 * MB, GB, toCome, stored);
    }

    /** One full a day for so many days; each kept for so many. */
    private static List<Stored> daily(int days, int kept, long bytes) {
        List<Stored> stored = new ArrayList<>();
        for (int day = days; day > 0; day--) {
            Instant from = NOW.minus(Duration.ofDays(day));
            stored.add(new Stored(from, day > kept ? from.plus(Duration.ofDays(kept)) : null, bytes));
        }
        return stored;
    }

    @Test
    void growth_isWhatComesWithoutWhatGoes() {
        assertEquals(GB, SpaceWatch.growthPerDay(daily(20, 99, GB), NOW), 0.05 * GB);
        assertEquals(0, SpaceWatch.growthPerDay(daily(60, 10, GB), NOW), 0.01 * GB);
        assertEquals(0, SpaceWatch.growthPerDay(daily(1, 99, GB), NOW), 0, "a day is no history");
        assertEquals(0, SpaceWatch.growthPerDay(List.of(), NOW), 0);
    }

    /** A full each week with a delta a day, the whole chain gone after two weeks: a saw tooth on level ground. */
    @Test
    void growth_ofChainsThatGoAsAWholeEvensOut() {
        List<Stored> stored = new ArrayList<>();
        for (int day = 84; day > 0; day--) {
            int intoChain = (84 - day) % 7;
            Instant from = NOW.minus(Duration.ofDays(day));
            Instant until = from.plus(Duration.ofDays(21 - intoChain));
            stored.add(new Stored(from, until.isAfter(NOW) ? null : until, intoChain == 0 ? 10 * GB : GB));
        }
        double daily = SpaceWatch.growthPerDay(stored, NOW);
        assertTrue(Math.abs(daily) < 0.2 * GB, "16 GB come and go each week, and it says " + daily + " a day");
    }

    @Test
    void aDestination_thatWillBeFullWithinAWeekAlarms() {
        List<Stored> stored = daily(20, 99, GB);
        assertEquals(List.of(), SpaceWatch.alarms(List.of(space(9 * GB, -1, stored)), NOW));
        List<Alarm> soon = SpaceWatch.alarms(List.of(space(6 * GB, -1, stored)), NOW);
        assertEquals("destination-filling:local", soon.get(0).id());
        assertTrue(
                soon.get(0)
                        .message()
                        .matches(".* has 6 GB free, of which 500 MB are to stay free; it fills by 99\\d(\\.\\d)? MB"
                                + " a day, so that this is reached in 5 d( \\d+ h)?"),
                soon.get(0).message());
        assertEquals(
                List.of(), SpaceWatch.alarms(List.of(space(6 * GB, 5 * GB, stored)), NOW), "retention stops it before");
        assertEquals(Optional.empty(), SpaceWatch.untilFull(space(9 * GB, -1, daily(60, 10, GB)), NOW));
    }

    @Test
    void aDestination_whereTheNextBackupDoesNotFitAlarms() {
        List<Alarm> full = SpaceWatch.alarms(List.of(space(1_400 * MB, 0, List.of())), NOW);
        assertTrue(full.get(0).message().endsWith("; the next backup may have 1 GB and would not fit"), full::toString);
        assertEquals(
                List.of(), SpaceWatch.alarms(List.of(space(400 * MB, 0, List.of())), NOW), "that has its own alarm");
        assertEquals(List.of(), SpaceWatch.alarms(List.of(space(-1, 0, List.of())), NOW), "nobody knows");
    }

    @Test
    void aChain_alarmsBeyondTheLimit() {
        ChainWatch.ChainFacts chain = new ChainWatch.ChainFacts("frequent", "LABEL", NOW, 101);
        assertEquals(List.of(), ChainWatch.alarms(List.of(chain), 101));
        Alarm alarm = ChainWatch.alarms(List.of(chain), 100).get(0);
        assertEquals("chain-long:frequent", alarm.id());
        assertTrue(alarm.message().contains("a chain of 101 archives; the limit is 100"), alarm.message());
    }

    @Test
    void aBrokenBudget_isCriticalOnlyWhereNoBackupCameOfIt() {
        String why = "the WAL of database 'pulse.db' grew by 2 GB";
        Alarm second = CaptureWatch.alarms(List.of(new CaptureWatch.BudgetFacts("daily", 7, NOW, false, why)))
                .get(0);
        assertEquals("capture-budget:daily WARNING", second.id() + " " + second.severity());
        assertTrue(second.message().endsWith(why + "; a second try went well"), second.message());
        Alarm none = CaptureWatch.alarms(List.of(new CaptureWatch.BudgetFacts("daily", 7, NOW, true, why)))
                .get(0);
        assertEquals(Severity.CRITICAL, none.severity());
    }

    @Test
    void aChannel_alarmsAfterThreeTriesOrAtOnceWhereItRefuses() {
        assertEquals(List.of(), channel(2, false));
        assertEquals(List.of("channel-failed:ops"), channel(3, false));
        assertEquals(List.of("channel-failed:ops"), channel(1, true));
    }

    private static List<String> channel(int attempts, boolean refused) {
        return ChannelWatch.alarms(List.of(new ChannelWatch.ChannelFacts("ops", NOW, attempts, refused, "HTTP 403")))
                .stream()
                .map(Alarm::id)
                .toList();
    }

    @Test
    void aGap_alarmsUntilEachMissedJobHasMadeItUp() {
        Instant from = NOW.minus(Duration.ofDays(3));
        MissedDues daily = new MissedDues("daily", 3, NOW.minusSeconds(3_600), false);
        MissedDues weekly = new MissedDues("weekly", 1, NOW.minusSeconds(7_200), true);
        Alarm alarm = GapWatch.alarm(new GapFacts(from, NOW, true, List.of(daily, weekly)))
                .orElseThrow();
        assertEquals(
                "the backup daemon was not running from 2024-01-13T10:00:00Z to 2024-01-16T10:00:00Z, for 3 d; missed"
                        + " meanwhile: job 'daily' 3 times, last at 2024-01-16T09:00:00Z, job 'weekly' once, at"
                        + " 2024-01-16T08:00:00Z",
                alarm.message());
        assertTrue(alarm.hint().contains("--since \"2024-01-13 10:00:00 UTC\""), alarm.hint());
        assertEquals(Optional.empty(), GapWatch.alarm(new GapFacts(from, NOW, true, List.of(weekly))));
        assertTrue(
                GapWatch.sentence(new GapFacts(from, NOW, false, List.of())).startsWith("the box slept, or its clock"));
    }
}
