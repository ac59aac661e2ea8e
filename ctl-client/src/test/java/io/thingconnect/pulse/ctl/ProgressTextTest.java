package io.thingconnect.pulse.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ProgressTextTest {
    private final Stage stage = new Stage();
    private final SteppedClock clock = new SteppedClock();

    private static Fields run(String progress) throws Failure {
        byte[] bytes = Samples.json("{'id':1,'state':'running','operation':'backup','job':'daily'" + progress + "}")
                .getBytes(StandardCharsets.UTF_8);
        return JsonReader.read(bytes, bytes.length);
    }

    private static Fields progress(String phase, long done) throws Failure {
        return run(",'progress':{'phase':'" + phase + "','doneBytes':" + done + ",'bytesPerSecond':0}");
    }

    @Test
    void text_withoutATotalHasNoPercent() throws Failure {
        assertEquals("files: 1.5 MB", ProgressText.plain(progress("files", 1_500_000)));
        assertEquals("files 1.5 MB", ProgressText.brief(progress("files", 1_500_000)));
        assertEquals("files        1.5 MB", ProgressText.bar(progress("files", 1_500_000), false));
        assertEquals("running", ProgressText.plain(run("")));
    }

    @Test
    void bar_usesBlocksWhereTheLocaleHasThem() throws Failure {
        Fields run = run(",'progress':" + Samples.PROGRESS);
        assertTrue(ProgressText.bar(run, true).contains("[\u2588\u2588"), ProgressText.bar(run, true));
        assertTrue(ProgressText.bar(run, false).contains("[########------------]"), ProgressText.bar(run, false));
    }

    @Test
    void plainLines_comePerPhaseAndOtherwiseEveryFiveSeconds() throws Exception {
        ProgressLine line = new ProgressLine(stage.err(), clock, false);
        line.show(progress("database", 1));
        clock.step(4999);
        line.show(progress("database", 2));
        clock.step(1);
        line.show(progress("database", 3));
        line.show(progress("files", 4));
        line.show(progress("files", 5));
        line.end();
        assertEquals("database: 1 B\ndatabase: 3 B\nfiles: 4 B\n", stage.errText());
    }

    @Test
    void silence_isKeptForProgramsThatReadJson() throws Exception {
        new ProgressLine(stage.err(), clock, true).show(progress("database", 1));
        assertEquals("", stage.errText());
    }

    /** Stands still unless told. */
    private static final class SteppedClock extends Clock {
        private Instant now = Stage.NOW;

        void step(long millis) {
            now = now.plus(Duration.ofMillis(millis));
        }

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
}
