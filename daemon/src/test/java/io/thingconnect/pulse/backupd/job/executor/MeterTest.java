package io.thingconnect.pulse.backupd.job.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.thingconnect.pulse.backupd.job.RunView;
import io.thingconnect.pulse.backupd.system.Work;
import org.junit.jupiter.api.Test;

final class MeterTest {
    private static final long SECOND = 1_000_000_000L;

    private final Work work = new Work();
    private final Meter meter = new Meter(work, 0);

    @Test
    void rateAndEta_areThoseOfThePhase() {
        work.phase("database", 1_000);
        meter.sample(0);
        work.advance(250);
        assertEquals(new RunView.Progress("database", 250, 1_000, 50, 15), meter.sample(5 * SECOND));
    }

    @Test
    void aNewPhase_startsAnew() {
        work.phase("database", 1_000);
        meter.sample(0);
        work.advance(1_000);
        meter.sample(SECOND);
        work.phase("files", -1);
        assertEquals(new RunView.Progress("files", 0, -1, 0, -1), meter.sample(2 * SECOND));
        work.advance(10);
        assertEquals(new RunView.Progress("files", 10, -1, 10, -1), meter.sample(3 * SECOND));
    }

    @Test
    void aPhaseOfTheSameName_startsAnewToo() {
        work.phase("read-back", 100);
        meter.sample(0);
        work.advance(60);
        meter.sample(SECOND);
        work.phase("read-back", 100);
        assertEquals(0, meter.sample(2 * SECOND).doneBytes());
    }

    @Test
    void moreThanExpected_isNoNegativeTime() {
        work.phase("database", 100);
        meter.sample(0);
        work.advance(150);
        assertEquals(0, meter.sample(SECOND).etaSeconds());
    }

    @Test
    void standingStill_hasNoEta() {
        work.phase("database", 100);
        meter.sample(0);
        assertEquals(-1, meter.sample(SECOND).etaSeconds());
    }
}
