package io.thingconnect.pulse.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The screen in every situation: 80 by 24, the answer in its first line, the worst at the top of each part. */
class StatusScreenTest extends DaemonTest {
    private static final String JOB = Samples.job("daily", "2024-01-16T01:00:00Z");

    private static String many(int count, java.util.function.IntFunction<String> one) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(one.apply(i));
        }
        return String.join(",", all);
    }

    private static String objective(String component, String rpo, String rto, String numbers) {
        return Samples.json("{'component':'" + component + "','heldBy':'database','rpo':'" + rpo + "','rto':'" + rto
                + "'," + numbers + "'recoveryBasis':''}");
    }

    private static String with(String status, String objectives) {
        return status.replace("\"objectives\":[]", "\"objectives\":[" + objectives + "]");
    }

    private List<String> screen(String status) {
        daemon.on("GetStatus", status);
        stage = Stage.terminal();
        assertEquals(0, run("status"));
        List<String> lines = stage.outText().lines().toList();
        // The last one is the prompt's.
        assertTrue(lines.size() <= 23, stage.outText());
        for (String line : lines) {
            assertTrue(line.length() <= 80, line);
        }
        return lines;
    }

    private void assertShown(String... rows) {
        for (String row : rows) {
            assertTrue(stage.outText().contains("\n" + row + "\n"), row + "\nis not in\n" + stage.outText());
        }
    }

    @Test
    void aFreshInstallation() {
        String status = Samples.status(
                        "no", "there is no good backup yet", "", JOB, Samples.destination("local", true, ""), "")
                .replace(Samples.BACKUP, "null")
                .replaceAll("\"lastProvenRestore\":\\{[^}]*}", "\"lastProvenRestore\":null");
        List<String> lines = screen(
                with(status, objective("database", "unknown", "unknown", "'rpoSeconds':900,'rtoSeconds':3600,")));
        assertEquals("NOT SAFE: there is no good backup yet", lines.get(0));
        assertShown(
                "Last backup     never; pulsectl backup makes one",
                "Loss, recovery  database  unknown: no good backup holds it");
    }

    @Test
    void allIsGood() {
        String objectives = objective("database", "none", "none", "'lossSeconds':10800,'recoverySeconds':130,") + ","
                + objective("logs", "none", "none", "'lossSeconds':10800,'recoverySeconds':130,");
        List<String> lines = screen(with(Samples.goodStatus(), objectives));
        assertEquals("SAFE: last backup 3 h ago, restore proven 24 h ago", lines.get(0));
        assertShown("Loss, recovery  3 h of everything; back in 2 min", "Alarms          none");
        assertEquals(12, lines.size());
    }

    @Test
    void promisesAreShownWithTheWorstFirst() {
        String objectives = objective("logs", "none", "none", "'lossSeconds':90000,") + ","
                + objective(
                        "database",
                        "met",
                        "met",
                        "'rpoSeconds':86400,'rtoSeconds':3600,'lossSeconds':10800,"
                                + "'worstLossSeconds':90000,'recoverySeconds':130,")
                + ","
                + objective("configuration", "missed", "none", "'rpoSeconds':900,'lossSeconds':10800,");
        screen(with(Samples.goodStatus(), objectives));
        assertShown(
                "Loss, recovery  configuration  MISSED: loss 3 h of 15 min",
                "                database       kept: loss 3 h of 24 h, back in 2 min of 60 min",
                "                25 h of logs");
    }

    @Test
    void componentsThatStandAlikeShareARow() {
        String numbers = "'rpoSeconds':86400,'rtoSeconds':3600,'lossSeconds':10800,";
        screen(with(
                Samples.goodStatus(),
                objective("database", "met", "unknown", numbers) + ","
                        + objective("state", "met", "unknown", numbers)));
        assertShown("Loss, recovery  database +1  kept: loss 3 h of 24 h, recovery unmeasured");
    }

    @Test
    void oneCopyIsPending() {
        String nas = Samples.destination("nas", true, "").replace("\"backups\":14", "\"backups\":13,\"pending\":1");
        List<String> lines = screen(Samples.status(
                "yes",
                "the newest good backup is 3 h old",
                "",
                JOB,
                Samples.destination("local", true, "") + "," + nas,
                ""));
        assertEquals("SAFE: the newest good backup is 3 h old", lines.get(0));
        assertTrue(
                stage.outText().contains("nas    120 GB free of 500 GB, 13 backups, 1 copy pending"), stage.outText());
    }

    @Test
    void aDestinationIsDown() {
        List<String> lines = screen(Samples.status(
                "no",
                "destination nas cannot be used",
                "",
                JOB,
                Samples.destination("local", true, "") + "," + Samples.destination("nas", false, "timed out"),
                Samples.alarm(1, "critical")));
        assertEquals("NOT SAFE: destination nas cannot be used", lines.get(0));
        assertShown("Destinations    nas    NOT REACHABLE: timed out");
    }

    @Test
    void manyAlarms_theFirstInFullAndTheOthersALineEach() {
        screen(Samples.status(
                "no",
                "destination nas was not reachable",
                "",
                JOB,
                Samples.destination("local", true, ""),
                Samples.alarm(0, "critical") + "," + many(30, i -> Samples.alarm(i + 1, "warning"))));
        assertShown(
                "Alarms          CRITICAL since 3 d: destination nas was not reachable at the",
                "                hint: pulsectl destinations",
                "                WARNING since 3 d: destination nas was not reachable at the l...");
        assertTrue(stage.outText().contains(" more: pulsectl alerts\n"), stage.outText());
    }

    @Test
    void muchOfEverything_leavesSomethingOfEach() {
        String failed =
                Samples.failed("backup", "NoSpace", "full", "").replace("\"job\":\"daily\"", "\"job\":\"job9\"");
        List<String> lines = screen(with(
                Samples.status(
                        "warning",
                        "much ".repeat(60),
                        many(9, i -> Samples.running("backup")),
                        many(
                                12,
                                i -> i < 9
                                        ? Samples.job("job" + i, "2024-01-16T01:00:00Z")
                                        : Samples.job("job" + i, "2024-01-16T01:00:00Z")
                                                .replace("\"lastRun\":null", "\"lastRun\":" + failed)),
                        many(12, i -> Samples.destination("place" + i, i != 7, "a long story ".repeat(20))),
                        many(30, i -> Samples.alarm(i, "critical"))),
                many(
                        8,
                        i -> objective(
                                "component" + i,
                                i == 6 ? "missed" : "met",
                                "none",
                                "'rpoSeconds':900,'lossSeconds':60,"))));
        assertTrue(lines.get(0).startsWith("AT RISK: much"), lines.get(0));
        assertTrue(
                stage.outText().contains("\nLoss, recovery  component6     MISSED: loss 60 s of 15 min"),
                stage.outText());
        assertTrue(stage.outText().contains("\nNext run        job9   last run FAILED, tomorrow"), stage.outText());
        assertTrue(stage.outText().contains("\nDestinations    place7   NOT REACHABLE"), stage.outText());
        assertTrue(stage.outText().contains("\nRunning         #12 backup"), stage.outText());
        assertTrue(stage.outText().contains("\nAlarms          CRITICAL"), stage.outText());
    }

    @Test
    void backupsAreDisabled() {
        List<String> lines = screen(Samples.status(
                        "warning",
                        "scheduled backups are switched off",
                        "",
                        JOB,
                        Samples.destination("local", true, ""),
                        "")
                .replace("\"enabled\":true,\"host\"", "\"enabled\":false,\"host\""));
        assertEquals("AT RISK: scheduled backups are switched off", lines.get(0));
        assertShown("Next run        DISABLED by the configuration; pulsectl backup still works");
    }

    @Test
    void aBackupIsRunning() {
        screen(Samples.status(
                "yes", "all is well", Samples.running("backup"), JOB, Samples.destination("local", true, ""), ""));
        assertShown("Running         #12 backup daily: database 41 % of 1.2 GB, 130 MB/s, 5 s left");
    }
}
