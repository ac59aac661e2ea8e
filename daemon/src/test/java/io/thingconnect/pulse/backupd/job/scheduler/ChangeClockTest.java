package io.thingconnect.pulse.backupd.job.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.thingconnect.pulse.backupd.job.OnChange;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ChangeClockTest {
    private static final Instant START = Instant.parse("2024-03-01T12:00:00Z");

    private final ChangeClock changes = new ChangeClock(new OnChange(Duration.ofSeconds(5), Duration.ofMinutes(1)));
    private Instant now = START;

    private void pass(int seconds) {
        now = now.plusSeconds(seconds);
    }

    private void noticed() {
        changes.noticed(now);
    }

    private Optional<Instant> due() {
        return changes.due(now);
    }

    private static Optional<Instant> at(int seconds) {
        return Optional.of(START.plusSeconds(seconds));
    }

    @Test
    void due_isNeverWhileNothingChanges() {
        pass(3600);
        assertEquals(Optional.empty(), due());
        assertEquals(Optional.empty(), changes.oldest());
    }

    @Test
    void due_waitsForTheQuietAfterTheLastChange() {
        noticed();
        assertEquals(at(5), due());
        pass(3);
        noticed();
        assertEquals(at(8), due());
        assertEquals(Optional.of(START), changes.oldest());
    }

    @Test
    void due_isNotPutOffForEverByChangesWithoutEnd() {
        for (int second = 0; second < 60; second++) {
            noticed();
            pass(1);
        }
        assertEquals(at(30), due());
    }

    @Test
    void due_keepsTheIntervalBetweenTheStartsOfTwoRuns() {
        noticed();
        pass(5);
        changes.queued(now);
        pass(2);
        changes.captured();
        noticed();
        assertEquals(at(65), due());
    }

    @Test
    void theLookAtTheStart_doesNotMakeTheFirstChangeWait() {
        changes.unknown(now);
        assertEquals(at(5), due());
        pass(5);
        changes.queued(now);
        pass(1);
        changes.captured();
        pass(1);
        noticed();
        assertEquals(at(12), due());
        pass(5);
        changes.queued(now);
        changes.captured();
        noticed();
        assertEquals(at(72), due(), "the rate limit holds from the first change on");
    }

    @Test
    void aLookThatFails_isTriedAgainAfterAPause() {
        changes.unknown(now);
        pass(5);
        changes.queued(now);
        changes.failed(now);
        assertEquals(at(125), due());
    }

    @Test
    void due_isNoneWhileARunIsUnderWay() {
        noticed();
        pass(5);
        changes.queued(now);
        pass(1);
        noticed();
        assertEquals(Optional.empty(), due());
        assertEquals(Optional.of(START), changes.oldest());
    }

    @Test
    void captured_leavesWhatChangedAfterTheRunWasQueued() {
        noticed();
        pass(5);
        changes.queued(now);
        pass(1);
        noticed();
        changes.captured();
        assertEquals(at(6), changes.oldest());
        assertEquals(at(65), due());
    }

    @Test
    void captured_leavesNothingWhereNothingElseChanged() {
        noticed();
        pass(5);
        changes.queued(now);
        changes.captured();
        assertEquals(Optional.empty(), changes.oldest());
        assertEquals(Optional.empty(), due());
    }

    @Test
    void failed_triesAgainAfterAPauseThatGrows() {
        noticed();
        for (int pause : new int[] {120, 240, 480}) {
            now = changes.due(now).orElseThrow();
            changes.queued(now);
            pass(1);
            changes.failed(now);
            assertEquals(Optional.of(now.plusSeconds(pause)), due());
            assertEquals(Optional.of(START), changes.oldest());
        }
        changes.queued(now);
        changes.captured();
        noticed();
        assertEquals(Optional.of(now.plusSeconds(60)), due());
    }

    @Test
    void failed_neverPausesLongerThanAnHour() {
        noticed();
        for (int i = 0; i < 40; i++) {
            changes.queued(now);
            changes.failed(now);
        }
        assertEquals(Optional.of(now.plusSeconds(3600)), due());
    }

    @Test
    void due_doesNotWaitForAClockThatWasSetBack() {
        noticed();
        now = START.minusSeconds(7200);
        assertEquals(Optional.of(now.plusSeconds(5)), due());
        changes.queued(START);
        changes.captured();
        noticed();
        assertEquals(Optional.of(now.plusSeconds(60)), due());
    }
}
