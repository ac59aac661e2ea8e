package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.ObjectiveDays;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.watch.Objective;
import io.thingconnect.pulse.backupd.watch.ObjectiveDay;
import io.thingconnect.pulse.backupd.watch.ObjectiveFacts;
import io.thingconnect.pulse.backupd.watch.Standing;
import io.thingconnect.pulse.backupd.watch.Standing.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ObjectiveHistoryTest {
    private static final Instant MORNING = Instant.parse("2024-01-16T06:00:00Z");
    private static final LocalDate DAY = LocalDate.parse("2024-01-16");

    @TempDir
    Path directory;

    private Catalog catalog;
    private ObjectiveHistory history;

    @BeforeEach
    void open() throws BackupException {
        catalog = Catalog.open(directory.resolve("catalog.db"));
        history = new ObjectiveHistory(catalog);
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    private static List<Standing> standing(long lossMinutes, long recoveryMinutes, Verdict rpo) {
        Optional<ObjectiveFacts.Recovery> recovery = recoveryMinutes < 0
                ? Optional.empty()
                : Optional.of(new ObjectiveFacts.Recovery(Duration.ofMinutes(recoveryMinutes), "", MORNING));
        return List.of(new Standing(
                new Objective("database", "database", Optional.of(Duration.ofMinutes(15)), Optional.empty()),
                lossMinutes < 0 ? Optional.empty() : Optional.of(Duration.ofMinutes(lossMinutes)),
                Optional.empty(),
                recovery,
                rpo,
                Verdict.NONE,
                List.of()));
    }

    private static ObjectiveDay day(LocalDate day, long loss, long recovery, Verdict rpo) {
        return new ObjectiveDay(
                "database",
                day,
                Optional.of(Duration.ofMinutes(loss)),
                recovery < 0 ? Optional.empty() : Optional.of(Duration.ofMinutes(recovery)),
                rpo,
                Verdict.NONE);
    }

    private List<ObjectiveDay> written() throws BackupException {
        return catalog.objectiveDays().since(DAY.minusDays(ObjectiveDays.KEPT_DAYS));
    }

    @Test
    void aDay_isItsWorstMoment() throws Exception {
        history.seen(standing(10, -1, Verdict.MET), MORNING);
        history.seen(standing(40, 3, Verdict.MISSED), MORNING.plusSeconds(60));
        history.seen(standing(0, 2, Verdict.MET), MORNING.plusSeconds(120));
        assertEquals(List.of(day(DAY, 40, 3, Verdict.MISSED)), history.days(1, List.of(), MORNING));
    }

    @Test
    void aBreach_isWrittenAtOnceAndTheRestEveryTenMinutes() throws Exception {
        history.seen(standing(1, -1, Verdict.MET), MORNING);
        history.seen(standing(2, -1, Verdict.MET), MORNING.plusSeconds(60));
        assertEquals(List.of(day(DAY, 1, -1, Verdict.MET)), written());
        assertEquals(
                List.of(day(DAY, 2, -1, Verdict.MET)),
                history.days(1, List.of(), MORNING),
                "what is not written is shown");
        history.seen(standing(3, -1, Verdict.MISSED), MORNING.plusSeconds(120));
        assertEquals(List.of(day(DAY, 3, -1, Verdict.MISSED)), written());
        history.seen(standing(13, -1, Verdict.MISSED), MORNING.plusSeconds(120).plus(ObjectiveHistory.RHYTHM));
        assertEquals(List.of(day(DAY, 13, -1, Verdict.MISSED)), written());
    }

    @Test
    void whatIsWorseAtThisMoment_isShownThoughNoLookHasSeenIt() throws Exception {
        history.seen(standing(1, -1, Verdict.MET), MORNING);
        assertEquals(
                List.of(day(DAY, 5, -1, Verdict.AT_RISK)),
                history.days(1, standing(5, -1, Verdict.AT_RISK), MORNING.plusSeconds(30)));
        assertEquals(List.of(day(DAY, 1, -1, Verdict.MET)), written());
    }

    @Test
    void midnight_keepsTheLastMinutesOfTheDayBefore() throws Exception {
        Instant evening = Instant.parse("2024-01-16T23:58:00Z");
        history.seen(standing(1, -1, Verdict.MET), evening);
        history.seen(standing(9, -1, Verdict.MET), evening.plusSeconds(60));
        history.seen(standing(0, -1, Verdict.MET), evening.plusSeconds(120));
        assertEquals(List.of(day(DAY.plusDays(1), 0, -1, Verdict.MET), day(DAY, 9, -1, Verdict.MET)), written());
    }

    @Test
    void aRestart_goesOnWithTheSameDay() throws Exception {
        history.seen(standing(40, 3, Verdict.MISSED), MORNING);
        history = new ObjectiveHistory(catalog);
        history.seen(standing(-1, -1, Verdict.UNKNOWN), MORNING.plusSeconds(600));
        assertEquals(List.of(day(DAY, 40, 3, Verdict.MISSED)), history.days(1, List.of(), MORNING));
    }

    @Test
    void whatIsOlderThanAYearAndAMonth_goes() throws Exception {
        history.seen(standing(1, -1, Verdict.MET), MORNING.minus(Duration.ofDays(ObjectiveDays.KEPT_DAYS)));
        history.seen(standing(2, -1, Verdict.MET), MORNING.minus(Duration.ofDays(ObjectiveDays.KEPT_DAYS - 1)));
        history.seen(standing(3, -1, Verdict.MET), MORNING);
        assertEquals(
                List.of(DAY, DAY.minusDays(ObjectiveDays.KEPT_DAYS - 1)),
                written().stream().map(ObjectiveDay::day).toList());
        assertEquals(1, history.days(30, List.of(), MORNING).size());
    }
}
