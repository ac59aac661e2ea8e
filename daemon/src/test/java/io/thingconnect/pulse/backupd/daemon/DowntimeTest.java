package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.config.ConfigLoader;
import io.thingconnect.pulse.backupd.config.Settings;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.watch.Alarm;
import io.thingconnect.pulse.backupd.watch.GapWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Days off: nobody watched, and afterwards it is said for how long and what was missed. */
final class DowntimeTest {
    private static final Instant FRIDAY = Instant.parse("2024-01-12T17:00:00Z");
    private static final Instant MONDAY = Instant.parse("2024-01-15T07:00:00Z");

    @TempDir
    Path directory;

    private Catalog catalog;
    private Settings settings;

    @BeforeEach
    void open() throws BackupException, IOException {
        catalog = Catalog.open(directory.resolve("catalog.db"));
        Path file = Files.writeString(
                directory.resolve("backup.yaml"),
                "backup:\n  jobs:\n    daily: {schedule: \"0 3 * * *\"}\n    weekly: {schedule: \"0 4 * * 3\"}\n");
        settings = new ConfigLoader(Map.of(), ZoneOffset.UTC, "plant7")
                .load(file, Path.of("/"))
                .settings();
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    private Optional<Alarm> alarm(Downtime downtime) throws BackupException {
        return downtime.gap().flatMap(GapWatch::alarm);
    }

    @Test
    void daysOff_areSaidAtTheNextStartWithWhatWasMissed() throws BackupException {
        new Downtime(catalog).watched(settings, FRIDAY);
        Downtime again = new Downtime(catalog);
        again.watched(settings, MONDAY);
        assertEquals(
                "the backup daemon was not running from 2024-01-12T17:00:00Z to 2024-01-15T07:00:00Z, for 2 d 14 h; missed"
                        + " meanwhile: job 'daily' 3 times, last at 2024-01-15T03:00:00Z",
                alarm(again).orElseThrow().message());
        again.watched(settings, MONDAY.plusSeconds(60));
        assertEquals(FRIDAY, alarm(again).orElseThrow().since(), "the next look does not forget it");
        Downtime restarted = new Downtime(catalog);
        restarted.watched(settings, MONDAY.plusSeconds(120));
        assertEquals(FRIDAY, alarm(restarted).orElseThrow().since(), "nor does a restart");
    }

    @Test
    void aGoodRunSince_makesUpForIt() throws BackupException {
        new Downtime(catalog).watched(settings, FRIDAY);
        Downtime again = new Downtime(catalog);
        again.watched(settings, MONDAY);
        Instant at = MONDAY.plusSeconds(30);
        RunRecord run = new RunRecord(
                0, "backup", "daily", "catch-up", RunState.SUCCEEDED, at, at, at, at, null, null, "", List.of());
        catalog.addRun(run);
        assertEquals(Optional.empty(), alarm(again));
    }

    @Test
    void aRestart_isNothingToSpeakOf() throws BackupException {
        new Downtime(catalog).watched(settings, FRIDAY);
        Downtime again = new Downtime(catalog);
        again.watched(settings, FRIDAY.plus(GapWatch.UNREMARKABLE));
        assertEquals(Optional.empty(), again.gap());
    }

    @Test
    void aBoxThatSlept_orAClockSetForward_isSaidWithoutARestart() throws BackupException {
        Downtime downtime = new Downtime(catalog);
        downtime.watched(settings, FRIDAY);
        downtime.watched(settings, FRIDAY.plus(Duration.ofHours(1)));
        assertEquals(false, downtime.gap().orElseThrow().down());
        assertEquals(Optional.empty(), alarm(downtime), "nothing was due in that hour");
        downtime.watched(settings, FRIDAY);
        assertEquals(Optional.empty(), alarm(downtime), "a clock set back is no gap");
    }
}
