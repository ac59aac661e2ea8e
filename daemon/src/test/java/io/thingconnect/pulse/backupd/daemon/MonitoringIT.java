package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What monitoring systems see of a real daemon, from the first minute to its end: check, metrics and its file, objectives. */
final class MonitoringIT {
    private static final String CONFIG = """
            backup:
              jobs:
                daily: {schedule: "0 3 1 1 *", type: full, destinations: [local], retention: 5}
              destinations:
                local: {type: local, path: /local}
              verification: {enabled: false}
            objectives:
              rpo: {database: 400d, users: 400d}
              rto: {database: 12h}
            """;

    private static final Path PROMTOOL = Path.of("/usr/bin/promtool");

    private static void assertCheck(Sandbox box, int status, String line) {
        Sandbox.Answer answer = box.program("check");
        assertEquals(status, answer.status(), answer.out() + answer.err());
        assertTrue(answer.out().matches("(?s)" + line + "\\n"), answer.out());
        assertEquals("", answer.err());
    }

    private static List<String> textfile(Sandbox box, int status) throws IOException {
        Path file = box.root().resolve("pulse.prom");
        assertEquals(
                status, box.program("metrics", "--textfile", file.toString()).status());
        if (Files.isExecutable(PROMTOOL)) {
            Sandbox.Answer judged =
                    Sandbox.run(List.of("/bin/sh", "-c", PROMTOOL + " check metrics < '" + file + "'"), box.root());
            assertEquals("", judged.out() + judged.err());
            assertEquals(0, judged.status());
        }
        return Files.readAllLines(file);
    }

    /** What today says of the objective for the database's loss. */
    private static String today(Sandbox box) {
        try {
            for (JsonNode day : box.json("objectives", "--days", "1").path("days")) {
                if (day.path("component").asText().equals("database")) {
                    return day.path("rpo").asText();
                }
            }
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void monitoring_seesADaemonFromItsFirstBackupToItsEnd() throws Exception {
        try (Sandbox box = Sandbox.create(1)) {
            box.configure(CONFIG);
            box.start();
            assertCheck(box, 2, "PULSE BACKUP CRITICAL: there is no good backup yet \\| .*'free_local'=\\d+B.*");
            box.ctl("backup").succeeded();
            assertCheck(box, 1, "PULSE BACKUP WARNING: .*no restore was ever proven.* \\| age=\\d+s.*");
            box.ctl("verify", "latest", "--level", "restore").succeeded();
            assertCheck(
                    box,
                    0,
                    "PULSE BACKUP OK: the newest good backup is .* \\| age=\\d+s;;;0; proven_age=\\d+s;;;0; size=\\d+B;;;0;"
                            + " critical_alarms=0;;0;0; warning_alarms=0;0;;0; 'free_local'=\\d+B;;;0;\\d+");

            List<String> metrics = textfile(box, 0);
            for (String line : List.of(
                    "pulse_backup_up 1",
                    "pulse_backup_safe{state=\"yes\"} 1",
                    "pulse_backup_backups{backup_job=\"daily\"} 1",
                    "pulse_backup_objective_rpo_seconds{component=\"database\"} 34560000",
                    "pulse_backup_objective_breaches{component=\"users\",objective=\"rpo\"} 0")) {
                assertTrue(metrics.contains(line), line + "\nis not in\n" + String.join("\n", metrics));
            }
            assertEquals(metrics.size(), box.program("metrics").out().lines().count());

            // The look that comes when a run has ended.
            Sandbox.await("today is in the history", () -> today(box).equals("met"));
            String screen = box.program("objectives").succeeded().out();
            assertTrue(screen.contains("\ndatabase "), screen);
            assertTrue(screen.contains("At its worst, by the week (UTC):"), screen);

            box.stop();
            assertCheck(box, 3, "PULSE BACKUP UNKNOWN: .*");
            assertEquals("pulse_backup_up 0", textfile(box, 3).get(2));
        }
    }
}
