package io.thingconnect.pulse.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** backup, verify, watch, cancel. */
class RunVerbsTest extends DaemonTest {
    private FakeDaemon backupThatSucceeds() {
        return daemon.on("StartBackup", Samples.inRun(Samples.queued("backup")))
                .on(
                        "Watch",
                        Samples.inRun(Samples.running("backup")),
                        "{}",
                        Samples.inRun(Samples.running("backup")),
                        Samples.inRun(Samples.succeeded("backup")))
                .on("GetBackup", Samples.whole(Samples.BACKUP, Samples.PASSED));
    }

    @Test
    void backup_waitsAndEndsWithASummary() {
        backupThatSucceeds();
        assertEquals(0, run("backup"));
        assertEquals("""
                pulse-backup-20240115T020000Z-full is good: 1.2 GB in 12 s
                  holds    132 entries, 2.9 GB before compression, databases 2.8 GB
                  stored   local (good, read back from the device)
                  stored   nas (pending, will be tried again)
                  warning  /etc/x vanished while it was read
                  warning  nas did not answer
                """, stage.outText());
        assertEquals("queued\ndatabase: 512 MB of 1.2 GB (41 %), 130 MB/s, 5 s left\n", stage.errText());
        assertEquals(List.of("the run goes on; pulsectl watch 12", "", ""), stage.notices);
    }

    @Test
    void backup_saysWhatItIsBasedOnOrWhyItIsAFull() throws Failure {
        String full = "20240115T020000Z-full";
        backupThatSucceeds();
        daemon.on("GetBackup", Samples.whole(Samples.backup("20240115T030000Z-incremental", full, ""), ""));
        assertEquals(0, run("backup", "--type", "incremental"));
        assertTrue(stage.outText().contains(" in 12 s\n  based on pulse-backup-" + full + "\n"), stage.outText());
        daemon.on(
                "GetBackup",
                Samples.whole(Samples.backup(full, "", ",'fullReason':'its parent is not at local any more'"), ""));
        stage = new Stage();
        assertEquals(0, run("backup", "--type", "incremental"));
        assertTrue(
                stage.outText().contains(" in 12 s\n  a full, because its parent is not at local any more\n"),
                stage.outText());
        stage = new Stage();
        assertEquals(0, run("backup", "--type", "incremental", "--json"));
        assertEquals("full", stage.outJson().raw("kind"));
        assertEquals("", stage.outJson().raw("parent"));
        assertEquals("its parent is not at local any more", stage.outJson().raw("fullReason"));
    }

    @Test
    void backup_redrawsOneLineOnATerminal() {
        stage = Stage.terminal();
        backupThatSucceeds();
        assertEquals(0, run("backup"));
        String drawn = "\rdatabase     [########------------]  41 %  512 MB of 1.2 GB, 130 MB/s, 5 s left\033[K";
        assertEquals("\rqueued\033[K" + drawn + drawn + "\r\033[K", stage.errText());
    }

    @Test
    void backup_jsonIsOneDocumentAndNothingElse() throws Failure {
        backupThatSucceeds();
        assertEquals(0, run("backup", "--json"));
        Fields document = stage.outJson();
        assertEquals(
                List.of(
                        "label",
                        "kind",
                        "parent",
                        "fullReason",
                        "consolidatedFrom",
                        "job",
                        "state",
                        "copies",
                        "warnings",
                        "archiveBytes",
                        "plainBytes",
                        "databaseBytes",
                        "takenAt",
                        "finishedAt",
                        "seconds"),
                List.copyOf(document.values().keySet()));
        assertEquals(Samples.LABEL, document.raw("label"));
        assertEquals(1234567890, document.number("archiveBytes"));
        assertEquals(12.5, document.values().get("seconds"));
        assertEquals(List.of("/etc/x vanished while it was read", "nas did not answer"), document.texts("warnings"));
        assertEquals("", stage.errText());
    }

    @Test
    void backup_sendsWhatWasAskedFor() {
        backupThatSucceeds();
        assertEquals(
                0,
                run(
                        "backup",
                        "--type=full",
                        "--job",
                        "daily",
                        "--only",
                        "database,configuration",
                        "--only=scripts",
                        "--include",
                        "logs",
                        "--compression",
                        "zstd",
                        "--level",
                        "3",
                        "--note",
                        "before \"it\"",
                        "--no-wait"));
        assertEquals(
                List.of("StartBackup {\"job\":\"daily\",\"type\":\"full\","
                        + "\"components\":[\"database\",\"configuration\",\"scripts\"],\"includeLogs\":true,"
                        + "\"compression\":\"zstd\",\"level\":3,\"note\":\"before \\\"it\\\"\"}"),
                daemon.calls());
        assertEquals("backup run 12 is queued; pulsectl watch 12\n", stage.outText());
    }

    @Test
    void backup_thatFailsSaysWhyAndExitsWithItsStatus() {
        daemon.on("StartBackup", Samples.inRun(Samples.queued("backup")))
                .on(
                        "Watch",
                        Samples.inRun(Samples.failed("backup", "NoSpace", "no space for the archive", "Free some.")));
        assertEquals(1, run("backup"));
        assertEquals("", stage.outText());
        assertEquals(
                "queued\npulsectl: backup run 12 failed, no space for the archive\nhint: Free some.\n",
                stage.errText());
    }

    @Test
    void backup_thatIsCancelledIsAFailure() {
        daemon.on("StartBackup", Samples.inRun(Samples.queued("backup")))
                .on("Watch", Samples.inRun(Samples.run(12, "backup", "cancelled", "'result':'','warnings':[]")));
        assertEquals(1, run("backup"));
        assertTrue(stage.errText().endsWith("pulsectl: backup run 12 was cancelled\n"), stage.errText());
    }

    @Test
    void backup_saysThatTheRunGoesOnWhenTheDaemonHangsUp() {
        daemon.on("StartBackup", Samples.inRun(Samples.queued("backup")))
                .on(
                        "Watch",
                        Samples.inRun(Samples.running("backup")),
                        Samples.inRun(Samples.running("backup")),
                        FakeDaemon.HANG_UP);
        assertEquals(1, run("backup"));
        assertTrue(
                stage.errText()
                        .endsWith("pulsectl: lost the daemon while waiting, the daemon closed the connection before it"
                                + " had answered; the run goes on if the daemon does\nhint: pulsectl watch 12\n"),
                stage.errText());
    }

    @Test
    void backup_asksForTheEndWhenTheWatchStopsEarly() {
        backupThatSucceeds()
                .on("Watch", Samples.inRun(Samples.running("backup")))
                .on("GetRun", Samples.inRun(Samples.succeeded("backup")));
        assertEquals(0, run("backup"));
        assertTrue(
                daemon.calls().contains("GetRun {\"run\":12}"), daemon.calls().toString());
    }

    @Test
    void verify_provesTheLatestByDefault() {
        String earlier = Samples.PASSED.replace("2024-01-15T02:01:00Z", "2024-01-14T02:01:00Z");
        daemon.on("StartVerify", Samples.inRun(Samples.queued("verify")))
                .on("Watch", Samples.inRun(Samples.succeeded("verify")))
                .on("GetBackup", Samples.whole(Samples.BACKUP, Samples.PASSED + "," + earlier));
        assertEquals(0, run("verify", "--level", "restore", "--destination", "local"));
        assertEquals("""
                pulse-backup-20240115T020000Z-full is proven, level restore in 12 s
                  passed, level restore, local, 1.2 GB read, 2024-01-15 03:01:00 (2 h ago)
                  warning  nas did not answer
                """, stage.outText());
        assertEquals(
                "StartVerify {\"label\":\"latest\",\"level\":\"restore\",\"destination\":\"local\"}",
                daemon.calls().get(0));
    }

    @Test
    void verify_thatDoesNotProveExitsWith7AndStillTellsItsVerdicts() throws Failure {
        String verdict = Samples.PASSED.replace("true", "false").replace("\"\"", "\"3 entries differ\"");
        daemon.on("StartVerify", Samples.inRun(Samples.queued("verify")))
                .on(
                        "Watch",
                        Samples.inRun(
                                Samples.failed("verify", "ARCHIVE_CORRUPT", "the archive is damaged", "Make one.")))
                .on("GetBackup", Samples.whole(Samples.BACKUP, verdict));
        assertEquals(7, run("verify", "latest", "--json"));
        Fields document = stage.outJson();
        assertFalse(document.flag("passed"));
        assertEquals("entries", document.raw("level"));
        assertEquals(
                "3 entries differ", document.objects("verifications").get(0).raw("message"));
        assertTrue(stage.errText().contains("verify run 12 failed, the archive is damaged"), stage.errText());

        stage = new Stage();
        assertEquals(7, run("verify"));
        assertTrue(stage.outText().startsWith(Samples.LABEL + " is NOT proven, level entries in 12 s\n"));
        assertTrue(stage.outText().contains("FAILED, level restore, local"), stage.outText());
    }

    @Test
    void watch_followsARunToItsEnd() {
        daemon.on("GetRun", Samples.inRun(Samples.running("backup")))
                .on("Watch", Samples.inRun(Samples.running("backup")), Samples.inRun(Samples.succeeded("backup")));
        assertEquals(0, run("watch", "12"));
        assertEquals("run 12, backup daily: succeeded in 12 s, 1 backup\n", stage.outText());
    }

    @Test
    void watch_ofAFailedRunExitsAsTheRunDid() {
        daemon.on("GetRun", Samples.inRun(Samples.failed("verify", "VerificationFailed", "not restorable", "")));
        assertEquals(7, run("watch", "12"));
        assertEquals("pulsectl: verify run 12 failed, not restorable\n", stage.errText());
        assertEquals(List.of("GetRun {\"run\":12}"), daemon.calls());
    }

    @Test
    void watch_ofEverythingPrintsALinePerChange() throws Failure {
        daemon.on("Watch", "{}", Samples.inRun(Samples.running("backup")), Samples.inRun(Samples.succeeded("backup")));
        assertEquals(0, run("watch"));
        assertEquals("""
                run 12, backup daily, database: 512 MB of 1.2 GB (41 %), 130 MB/s, 5 s left
                run 12, backup daily: succeeded in 12 s, 1 backup
                """, stage.outText());
        stage = new Stage();
        assertEquals(0, run("watch", "12", "--json"));
        String[] lines = stage.outText().split("\n");
        assertEquals(2, lines.length);
        assertTrue(lines[1].startsWith("{\"id\":12,\"operation\":\"backup\""), lines[1]);
    }

    @Test
    void watch_asJsonSaysThatTheRunGoesOnWhenTheDaemonHangsUp() {
        daemon.on(
                "Watch",
                Samples.inRun(Samples.running("backup")),
                Samples.inRun(Samples.running("backup")),
                FakeDaemon.HANG_UP);
        assertEquals(1, run("watch", "12", "--json"));
        assertEquals(2, stage.outText().split("\n").length);
        assertTrue(stage.errText().contains("the run goes on if the daemon does"), stage.errText());
    }

    @Test
    void cancel_asksTheRunToStop() throws Failure {
        daemon.on("Cancel", Samples.inRun(Samples.running("backup")));
        assertEquals(0, run("cancel", "12"));
        assertEquals("run 12 was asked to stop; pulsectl watch 12\n", stage.outText());
        stage = new Stage();
        assertEquals(0, run("cancel", "12", "--json"));
        assertEquals(12, stage.outJson().required("run").number("id"));
        assertEquals(2, run("cancel", "twelve"));
        assertTrue(stage.errText().contains("RUN wants a whole number, not 'twelve'"), stage.errText());
    }

    @Test
    void noWait_printsTheRunAsJson() throws Failure {
        daemon.on("StartVerify", Samples.inRun(Samples.queued("verify")));
        assertEquals(0, run("verify", "--no-wait", "--json"));
        assertEquals("queued", stage.outJson().required("run").raw("state"));
    }
}
