package io.thingconnect.pulse.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StatusVerbTest extends DaemonTest {
    @Test
    void status_ofAHealthyBox() {
        daemon.on("GetStatus", Samples.goodStatus());
        assertEquals(0, run("status"));
        assertEquals("""
                SAFE: last backup 3 h ago, restore proven 24 h ago

                Last backup     3 h ago, good: pulse-backup-20240115T020000Z-full (1.2 GB)
                Proven restore  24 h ago: pulse-backup-20240115T020000Z-full from local
                Last drill      never; pulsectl drill does one
                Running         nothing
                Next run        daily  tomorrow 02:00 (in 20 h), full to local, nas
                Destinations    local  120 GB free of 500 GB, 14 backups, /srv/backups
                Alarms          none

                pulse1, pulse-backupd 0.1.0, up 12 d, configuration of 12 d ago
                """, stage.outText());
    }

    @Test
    void status_ofABoxInTroubleSaysSoFirst() {
        daemon.on(
                "GetStatus",
                Samples.status(
                        "no",
                        "no good backup for 3 d; nas is not reachable",
                        Samples.running("backup"),
                        Samples.job("daily", "2024-01-15T07:00:00Z") + ","
                                + Samples.job("weekly", "2024-01-21T02:00:00Z"),
                        Samples.destination("local", true, "") + "," + Samples.destination("nas", false, "timed out"),
                        Samples.alarm(3, "critical")));
        assertEquals(0, run("status"));
        assertEquals("""
                NOT SAFE: no good backup for 3 d; nas is not reachable

                Last backup     3 h ago, good: pulse-backup-20240115T020000Z-full (1.2 GB)
                Proven restore  24 h ago: pulse-backup-20240115T020000Z-full from local
                Last drill      never; pulsectl drill does one
                Running         #12 backup daily: database 41 % of 1.2 GB, 130 MB/s, 5 s left
                Next run        daily   today 08:00 (in 2 h), full to local, nas
                                weekly  Sun 2024-01-21 03:00 (in 5 d), full to local, nas
                Destinations    nas    NOT REACHABLE: timed out
                                local  120 GB free of 500 GB, 14 backups, /srv/backups
                Alarms          CRITICAL since 3 d: destination nas was not reachable at the
                                last 3 attempts and holds nothing newer than three days
                                hint: pulsectl destinations

                pulse1, pulse-backupd 0.1.0, up 12 d, configuration of 12 d ago
                """, stage.outText());
    }

    @Test
    void status_fitsOneScreenHoweverMuchThereIs() {
        StringBuilder jobs = new StringBuilder();
        StringBuilder destinations = new StringBuilder();
        StringBuilder alarms = new StringBuilder();
        StringBuilder runs = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            String comma = i == 0 ? "" : ",";
            jobs.append(comma).append(Samples.job("job" + i, "2024-01-16T01:00:00Z"));
            destinations.append(comma).append(Samples.destination("place" + i, i % 2 == 0, "a long story ".repeat(20)));
            alarms.append(comma).append(Samples.alarm(i, "warning"));
            runs.append(comma).append(Samples.running("backup"));
        }
        daemon.on(
                "GetStatus",
                Samples.status("warning", "much ".repeat(60), runs + "", jobs + "", destinations + "", alarms + ""));
        stage = Stage.terminal();
        assertEquals(0, run("status"));
        String[] lines = stage.outText().split("\n");
        assertTrue(lines.length <= 23, stage.outText());
        for (String line : lines) {
            assertTrue(line.length() <= 80, line);
        }
        assertTrue(lines[0].startsWith("AT RISK: much"), lines[0]);
        assertTrue(stage.outText().contains(" more: pulsectl jobs"), stage.outText());
        assertTrue(stage.outText().contains(" more: pulsectl destinations"), stage.outText());
        assertTrue(stage.outText().contains("Alarms          WARNING since 3 d"), stage.outText());
    }

    @Test
    void status_ofANewBoxNamesTheFirstSteps() {
        String status = Samples.status("no", "there is no backup yet", "", "", "", "")
                .replace(Samples.BACKUP, "null")
                .replaceAll("\"lastProvenRestore\":\\{[^}]*}", "\"lastProvenRestore\":null")
                .replace("\"enabled\":true", "\"enabled\":false")
                .replace("\"configError\":\"\"", "\"configError\":\"backup.yaml:3:1: unknown key \\u001b[31mx\"");
        daemon.on("GetStatus", status);
        assertEquals(0, run("status"));
        assertEquals("""
                NOT SAFE: there is no backup yet

                Last backup     never; pulsectl backup makes one
                Proven restore  never; pulsectl verify latest --level restore proves one
                Last drill      never; pulsectl drill does one
                Running         nothing
                Next run        DISABLED by the configuration; pulsectl backup still works
                Destinations    none is configured
                Alarms          none
                Configuration   INVALID; what was loaded 12 d ago stays in force:
                                backup.yaml:3:1: unknown key ?[31mx

                pulse1, pulse-backupd 0.1.0, up 12 d, configuration of 12 d ago
                """, stage.outText());
    }

    @Test
    void status_jsonIsTheObjectAsReceived() throws Failure {
        daemon.on("GetStatus", Samples.goodStatus());
        assertEquals(0, run("--json", "status"));
        assertEquals("{\"status\":" + stage.outText().strip() + "}", compact(Samples.goodStatus()));
        assertEquals("2024-01-15T05:00:00Z", stage.outJson().raw("now"));
    }

    private static String compact(String json) throws Failure {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return JsonWriter.write(JsonReader.read(bytes, bytes.length));
    }

    @Test
    void status_coloursOnlyTheVerdictAndOnlyWhereWanted() {
        daemon.on("GetStatus", Samples.goodStatus());
        Stage coloured = new Stage(new Output.Screen(true, 80, true, true));
        coloured.run(daemon, "status");
        assertTrue(coloured.outText().startsWith("\033[1;32mSAFE\033[0m: last backup"), coloured.outText());
        Stage plain = Stage.terminal();
        plain.run(daemon, "status");
        assertFalse(plain.outText().contains("\033"), plain.outText());
    }

    @Test
    void status_isAsciiOutsideOfUtf8Locales() {
        daemon.on("GetStatus", Samples.goodStatus().replace("pulse1", "p\u00fclse1"));
        Stage ascii = Stage.terminal();
        ascii.run(daemon, "status");
        assertTrue(ascii.outText().contains("p?lse1"), ascii.outText());
        Stage utf8 = new Stage();
        utf8.run(daemon, "status");
        assertTrue(utf8.outText().contains("p\u00fclse1"), utf8.outText());
    }
}
