package io.thingconnect.pulse.backupd.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MetricsTest {
    @TempDir
    Path directory;

    private final String page = Metrics.text(SampleFacts.all());

    private void has(String... lines) {
        List<String> all = page.lines().toList();
        for (String line : lines) {
            assertTrue(all.contains(line), line + "\nis not in\n" + page);
        }
    }

    @Test
    void promtoolFindsNothingToImprove() throws Exception {
        Path file = Files.writeString(directory.resolve("all.prom"), page);
        Promtool.Verdict verdict = Promtool.run(file, "check", "metrics");
        assertEquals("", verdict.output());
        assertEquals(0, verdict.status());
        Path bad = Files.writeString(directory.resolve("bad.prom"), page.replace("runs_total", "runs_millis"));
        assertFalse(Promtool.run(bad, "check", "metrics").output().isEmpty(), "promtool is content with anything");
    }

    @Test
    void ofBackups_theNewestGoodOneOfEachComponentAndJobIsShown() {
        has(
                "pulse_backup_component_newest_good_timestamp_seconds{component=\"database\"} 1772330400.5",
                "pulse_backup_component_newest_good_timestamp_seconds{component=\"configuration\"} 1772334000.5",
                "pulse_backup_newest_good_timestamp_seconds{backup_job=\"daily\"} 1772334000.5",
                "pulse_backup_newest_good_duration_seconds{backup_job=\"daily\"} 7.5",
                "pulse_backup_backups{backup_job=\"daily\"} 2",
                "pulse_backup_chain_length{backup_job=\"daily\"} 2");
    }

    @Test
    void ofRuns_outcomesThatNeverWereAreZero() {
        has(
                "pulse_backup_runs_total{operation=\"backup\",backup_job=\"daily\",outcome=\"succeeded\"} 41",
                "pulse_backup_runs_total{operation=\"backup\",backup_job=\"daily\",outcome=\"failed\"} 0",
                "pulse_backup_job_last_run_duration_seconds{backup_job=\"daily\"} 9");
    }

    @Test
    void ofCopies_everyStateIsCountedAlsoWhereThereIsNone() {
        has(
                "pulse_backup_copies{destination=\"local\",state=\"good\"} 2",
                "pulse_backup_copies{destination=\"local\",state=\"pending\"} 0",
                "pulse_backup_copies{destination=\"nas\",state=\"pending\"} 2",
                "pulse_backup_copies{destination=\"nas\",state=\"quarantined\"} 0",
                "pulse_backup_oldest_pending_copy_timestamp_seconds{destination=\"nas\"} 1772330405",
                "pulse_backup_destination_stored_bytes{destination=\"local\"} 2000",
                "pulse_backup_destination_newest_good_timestamp_seconds{destination=\"local\"} 1772334000.5");
        assertFalse(page.contains("oldest_pending_copy_timestamp_seconds{destination=\"local\"}"), page);
    }

    @Test
    void ofObjectives_theDaysOnWhichOneWasMissedAreCounted() {
        has(
                "pulse_backup_objective_breaches{component=\"users\",objective=\"rpo\"} 2",
                "pulse_backup_objective_breaches{component=\"users\",objective=\"rto\"} 0");
    }

    @Test
    void whatIsNotKnownHasNoSample() {
        has("pulse_backup_destination_up{destination=\"nas\",type=\"network\"} 0");
        assertFalse(page.contains("destination_free_bytes{destination=\"nas\"}"), page);
        String fresh = Metrics.text(SampleFacts.with(List.of(), List.of()));
        assertFalse(fresh.contains("newest_good"), fresh);
        assertFalse(fresh.contains("alarm_since"), fresh);
        assertTrue(fresh.contains("pulse_backup_alarms{severity=\"critical\"} 0\n"), fresh);
        assertTrue(fresh.contains("pulse_backup_safe{state=\"yes\"} 1\n"), fresh);
    }

    @Test
    void namesOfPeopleCannotBreakTheFormat() {
        has("pulse_backup_drill_last_duration_seconds{drill=\"monthly \\\"box\\\"\\\\\",destination=\"local\","
                + "scope=\"box\"} 61.5");
    }

    @Test
    void eachNameIsDescribedOnceAndBeforeItsSamples() {
        Set<String> described = new HashSet<>();
        String present = "";
        for (String line : page.lines().toList()) {
            if (line.startsWith("# HELP ")) {
                present = line.split(" ")[2];
                assertTrue(described.add(present), present);
            } else if (!line.startsWith("#")) {
                assertEquals(present, line.split("[{ ]")[0]);
            }
        }
        assertTrue(described.size() > 35, described.toString());
    }
}
