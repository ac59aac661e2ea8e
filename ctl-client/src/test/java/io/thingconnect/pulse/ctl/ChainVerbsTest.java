package io.thingconnect.pulse.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** restore, diff, consolidate, and what list and show say of chains. */
class ChainVerbsTest extends DaemonTest {
    private static final String FULL = "20240115T020000Z-full";
    private static final String INCREMENTAL = "20240115T030000Z-incremental";
    private static final String CHAIN = Samples.link("pulse-backup-" + FULL, "full", "2024-01-15T02:00:00Z", 1234567890)
            + "," + Samples.link("pulse-backup-" + INCREMENTAL, "incremental", "2024-01-15T03:00:00Z", 45000);

    private void restores() {
        daemon.on("PlanRestore", Samples.plan(CHAIN, ",'notes':[]"))
                .on("StartRestore", Samples.inRun(Samples.queued("restore")))
                .on("Watch", Samples.inRun(Samples.succeeded("restore")));
    }

    @Test
    void list_isATreeWithWhatMattersOfEach() {
        daemon.on(
                "ListBackups",
                Samples.inBackup(Samples.backup("20240115T043000Z-differential", FULL, ",'pinReason':'audit'")),
                Samples.inBackup(Samples.backup("20240115T040000Z-incremental", INCREMENTAL, "")),
                Samples.inBackup(Samples.backup(INCREMENTAL, FULL, ",'lastVerification':" + Samples.PASSED)),
                Samples.inBackup(Samples.backup(FULL, "", ",'fullReason':'the page map was lost'")),
                Samples.inBackup(Samples.backup("20240114T030000Z-incremental", "20240114T020000Z-full", "")));
        assertEquals(0, run("list"));
        assertEquals("""
                BACKUP                              JOB       AGE   SIZE  STATE  COPIES  NOTES
                20240115T020000Z-full               daily     3 h  45 kB  good   local   full because the page map was lost
                ├─ 20240115T030000Z-incremental     daily     2 h  45 kB  good   local   verified (restore)
                │  └─ 20240115T040000Z-incremental  daily  60 min  45 kB  good   local
                └─ 20240115T043000Z-differential    daily  30 min  45 kB  good   local   pinned
                20240114T030000Z-incremental        daily    26 h  45 kB  good   local   orphan: its parent 20240114T020000Z-full is gone
                """, stage.outText());
    }

    @Test
    void list_drawsWithAsciiWhereThereIsNothingElse() {
        stage = Stage.terminal();
        daemon.on(
                "ListBackups",
                Samples.inBackup(Samples.backup(INCREMENTAL, FULL, "")),
                Samples.inBackup(Samples.backup(FULL, "", "")));
        assertEquals(0, run("list"));
        assertTrue(stage.outText().contains("\n`- " + INCREMENTAL + "  "), stage.outText());
    }

    private static String delta() {
        return Samples.whole(Samples.backup(INCREMENTAL, FULL, ",'timeline':2").replace("\"timeline\":1,", ""), "")
                .replace(
                        "[\"" + Samples.LABEL + "\"]",
                        "[\"" + Samples.LABEL + "\",\"pulse-backup-" + INCREMENTAL + "\"]")
                .replace(
                        "\"databases\":",
                        "\"changed\":{\"carriedEntries\":1,\"unchangedEntries\":120,\"deletedEntries\":2,"
                                + "\"changedPages\":57},\"databases\":")
                .replace("\"changedPages\":683593", "\"changedPages\":57,\"deltaBytes\":234872");
    }

    @Test
    void show_ofADeltaTellsItsChainAndWhatChanged() {
        daemon.on("GetBackup", delta());
        assertEquals(0, run("show", "latest"));
        assertTrue(stage.outText().startsWith("""
                pulse-backup-20240115T030000Z-incremental
                  state       good
                  job         daily, incremental
                  timeline    2
                  parent      pulse-backup-20240115T020000Z-full
                  chain       pulse-backup-20240115T020000Z-full
                              pulse-backup-20240115T030000Z-incremental
                """), stage.outText());
        assertTrue(
                stage.outText()
                        .contains(
                                "\n  changed     1 entry carried, 120 as in the parent, 2 removed, 57 pages of databases\n"),
                stage.outText());
        assertTrue(
                stage.outText().contains(" in 683593 pages, 57 of them changed (235 kB), stream\n"), stage.outText());
    }

    @Test
    void show_saysWhyItIsAFullAndWhatItWasMadeFrom() {
        String full = Samples.backup(
                FULL, "", ",'fullReason':'its parent expired','consolidatedFrom':'pulse-backup-" + INCREMENTAL + "'");
        daemon.on("GetBackup", Samples.whole(full, ""));
        assertEquals(0, run("show", "latest"));
        assertTrue(
                stage.outText().contains("\n  full        instead of what was asked for, because its parent expired\n"),
                stage.outText());
        assertTrue(
                stage.outText().contains("\n  made from   the chain of pulse-backup-" + INCREMENTAL + "\n"),
                stage.outText());
        assertFalse(stage.outText().contains("  chain  "), stage.outText());
    }

    @Test
    void show_ofABrokenChainSaysSo() {
        String orphan = delta().replace("\"" + Samples.LABEL + "\",\"pulse", "\"pulse");
        daemon.on("GetBackup", orphan);
        assertEquals(0, run("show", "latest"));
        assertTrue(
                stage.outText()
                        .contains("\n  BROKEN      what pulse-backup-" + INCREMENTAL
                                + " is based on is gone; this backup cannot be restored\n"),
                stage.outText());
    }

    @Test
    void show_marksWhatADeltaCarriesAndListsItsChanges() throws Failure {
        String carried = "{\"entry\":" + Samples.ENTRY + "}";
        String listed = carried.replace("\"carried\":true", "\"carried\":false");
        daemon.on("GetBackup", delta()).on("ListEntries", listed, carried);
        assertEquals(0, run("show", "latest", "--entries"));
        String line = "-0640 pulse:pulse     2.0 kB  2024-01-10 11:00:00  etc/thingconnect-pulse/config.yaml\n";
        assertTrue(stage.outText().endsWith("\n\n  " + line + "+ " + line), stage.outText());
        daemon.on("ListEntries", carried, "{\"deleted\":\"etc/old\\nname\"}");
        stage = new Stage();
        assertEquals(0, run("show", "latest", "--changes"));
        assertTrue(stage.outText().endsWith("\n\n+ " + line + "- etc/old?name\n"), stage.outText());
        stage = new Stage();
        assertEquals(0, run("show", "latest", "--changes", "--json"));
        assertEquals(1, stage.outJson().objects("entries").size());
        assertEquals(List.of("etc/old\nname"), stage.outJson().list("deleted"));
        assertTrue(daemon.calls()
                .contains("ListEntries {\"label\":\"pulse-backup-" + INCREMENTAL + "\",\"changes\":true}"));
        assertEquals(2, run("show", "latest", "--changes", "--entries"));
    }

    @Test
    void restore_intoADirectoryWantsALabelOrATimeAndNothingOfRestoresInPlace() {
        assertEquals(2, run("restore", "latest", "--target", "/srv/x", "--undo"));
        assertTrue(stage.errText().startsWith("pulsectl: --undo is for restores in place"), stage.errText());
        stage = new Stage();
        assertEquals(2, run("restore", "--target", "/srv/x"));
        assertTrue(stage.errText().startsWith("pulsectl: neither a LABEL nor a time was given\n"), stage.errText());
        stage = new Stage();
        assertEquals(2, run("restore", "latest", "--at", "2024-01-15 14:30", "--target", "/srv/x"));
        assertTrue(stage.errText().startsWith("pulsectl: a LABEL and --at exclude each other\n"), stage.errText());
        assertEquals(List.of(), daemon.calls());
    }

    @Test
    void restore_salvage_showsTheListOfTheDaemon(@TempDir Path target) throws Failure, IOException {
        Path reports = Files.createDirectory(target.resolve("SALVAGED"));
        Files.writeString(reports.resolve("report.txt"), "2 of 3 entries recovered\ndamaged  etc/a: gone\n");
        Files.writeString(reports.resolve("report.json"), "{\"complete\":false}");
        daemon.on("StartSalvage", Samples.inRun(Samples.queued("salvage")))
                .on("Watch", Samples.inRun(Samples.failed("salvage", "VerificationFailed", "1 lost", "Read it.")));
        assertEquals(7, run("restore", "latest", "--salvage", "--target", target.toString()));
        assertEquals(
                "StartSalvage {\"label\":\"latest\",\"target\":\"" + target + "\"}",
                daemon.calls().get(0));
        assertTrue(stage.outText().startsWith("2 of 3 entries recovered\ndamaged  etc/a: gone\n"), stage.outText());
        assertTrue(stage.errText().contains("1 lost"), stage.errText());
        stage = new Stage();
        assertEquals(7, run("restore", "latest", "--salvage", "--target", target.toString(), "--json"));
        assertEquals(false, stage.outJson().required("report").flag("complete"));
        stage = new Stage();
        assertEquals(2, run("restore", "--salvage", "--at", "2024-01-15 14:30", "--target", "/srv/x"));
        assertEquals(2, run("restore", "latest", "--salvage"));
    }

    @Test
    void restore_showsThePlanThenCarriesItOut() throws Failure {
        restores();
        stage.directory = Path.of("/srv/x");
        assertEquals(0, run("restore", "latest", "--target", "./a/../b", "--destination", "nas"));
        assertEquals(
                List.of(
                        "PlanRestore {\"label\":\"latest\",\"destination\":\"nas\"}",
                        "StartRestore {\"label\":\"pulse-backup-" + INCREMENTAL
                                + "\",\"target\":\"/srv/x/a/../b\",\"destination\":\"nas\"}",
                        "Watch {\"run\":12}"),
                daemon.calls());
        assertEquals("""
                to be restored: pulse-backup-20240115T030000Z-incremental
                  job         daily, incremental, timeline 1
                  taken       2024-01-15 04:00:00 (2 h ago)
                  components  database, configuration
                  chain       pulse-backup-20240115T020000Z-full, 1.2 GB, 2024-01-15 03:00:00
                              pulse-backup-20240115T030000Z-incremental, 45 kB, 2024-01-15 04:00:00
                  reads       1.2 GB in 2 archives at local
                  needs       at most 2.9 GB of space
                  takes       an unknown time: no restore was measured yet
                pulse-backup-20240115T020000Z-full is restored into /srv/x/a/../b in 12 s
                  every byte is the one that was backed up; what SQLite says of it: pulsectl verify pulse-backup-20240115T020000Z-full --level restore
                  warning  nas did not answer
                """, stage.outText());
        stage = new Stage();
        assertEquals(0, run("restore", "latest", "--target", "/srv/y", "--json"));
        assertEquals("/srv/y", stage.outJson().raw("target"));
        assertEquals(Samples.LABEL, stage.outJson().raw("label"));
        assertEquals("local", stage.outJson().required("plan").raw("destination"));
    }

    @Test
    void restore_ofATimeSaysWhatIsLostAndDryRunStopsThere() throws Failure {
        daemon.on(
                "PlanRestore",
                Samples.plan(
                        CHAIN,
                        ",'wantedAt':'2024-01-15T03:12:03Z','lossSeconds':723,'expectedSeconds':23,'notes':['x is passed"
                                + " over']"));
        assertEquals(
                0,
                run(
                        "restore",
                        "--at",
                        "2024-01-15 04:12:03",
                        "--job",
                        "daily",
                        "--timeline",
                        "1",
                        "--target",
                        "x",
                        "--dry-run"));
        assertEquals(
                List.of("PlanRestore {\"at\":\"2024-01-15 04:12:03\",\"job\":\"daily\",\"timeline\":1}"),
                daemon.calls());
        assertTrue(stage.outText().contains("""
                  taken       2024-01-15 04:00:00 (2 h ago)
                  asked for   2024-01-15 04:12:03 (107 min ago), 2024-01-15T03:12:03Z
                  loss        the backup is 12 min 3 s older than the time asked for
                """), stage.outText());
        assertTrue(
                stage.outText().endsWith("  takes       about 23 s\n  note        x is passed over\n"),
                stage.outText());
        stage = new Stage();
        assertEquals(0, run("restore", "--at", "2024-01-15 04:12:03", "--target", "x", "--dry-run", "--json"));
        assertEquals(List.of("plan"), List.copyOf(stage.outJson().values().keySet()));
        assertEquals(723, stage.outJson().required("plan").number("lossSeconds"));
    }

    @Test
    void restore_ofATimeThatIsNotCoveredStartsNothing() {
        daemon.fails("PlanRestore", "BackupNotFound", "the time lies in the future", "Restore that one.");
        assertEquals(5, run("restore", "--at", "2030-01-01 00:00", "--target", "/srv/x"));
        assertEquals("pulsectl: the time lies in the future\nhint: Restore that one.\n", stage.errText());
        assertEquals(1, daemon.calls().size());
    }

    @Test
    void restore_ofALongChainShowsItsEnds() {
        StringBuilder chain = new StringBuilder();
        for (int i = 0; i < 97; i++) {
            chain.append(i == 0 ? "" : ",").append(Samples.link("b" + i, "incremental", "2024-01-15T03:00:00Z", 1000));
        }
        daemon.on("PlanRestore", Samples.plan(chain.toString(), ",'notes':[]"));
        assertEquals(0, run("restore", "latest", "--target", "x", "--dry-run"));
        assertTrue(stage.outText().contains("""
                  chain       b0, 1.0 kB, 2024-01-15 04:00:00
                              b1, 1.0 kB, 2024-01-15 04:00:00
                              ... 93 more ...
                              b95, 1.0 kB, 2024-01-15 04:00:00
                              b96, 1.0 kB, 2024-01-15 04:00:00
                  reads       1.2 GB in 97 archives at local
                """), stage.outText());
    }

    private void differs() {
        daemon.on(
                "Compare",
                Samples.json("{'file':{'path':'etc/new','change':'added','type':'file','sizeAfter':2048}}"),
                Samples.json(
                        "{'file':{'path':'etc/c.yaml','change':'changed','type':'file','sizeBefore':2048,'sizeAfter':3}}"),
                Samples.json(
                        "{'file':{'path':'etc','change':'metadata','type':'directory','sizeBefore':0,'sizeAfter':0}}"),
                Samples.json("{'database':{'path':'var/p.db','change':'changed','pageSize':4096,'pagesBefore':100,"
                        + "'pagesAfter':110,'differingPages':57}}"),
                Samples.json("{'file':{'path':'etc/link','change':'changed','type':'symlink','sizeBefore':0,"
                        + "'sizeAfter':0}}"),
                Samples.json("{'database':{'path':'var/n.db','change':'added','pageSize':4096,'pagesAfter':7}}"),
                Samples.json("{'file':{'path':'etc/old','change':'removed','type':'file','sizeBefore':10}}"));
    }

    @Test
    void diff_isALineForEachChange() {
        differs();
        assertEquals(0, run("diff", "20240114", "latest"));
        assertEquals(List.of("Compare {\"label\":\"20240114\",\"other\":\"latest\"}"), daemon.calls());
        assertEquals("""
                A  etc/new (2.0 kB)
                M  etc/c.yaml (2.0 kB -> 3 B)
                m  etc (directory)
                P  var/p.db (57 of 110 pages, 100 before)
                M  etc/link (symlink)
                A  var/n.db (7 pages)
                D  etc/old (10 B)
                from 20240114 to latest: 1 added, 2 changed, 1 removed, 1 in metadata only, 2 databases
                """, stage.outText());
    }

    @Test
    void diff_summaryCounts() throws Failure {
        differs();
        assertEquals(0, run("diff", "20240114", "live", "--summary"));
        assertEquals("""
                P  var/p.db (57 of 110 pages, 100 before)
                A  var/n.db (7 pages)
                from 20240114 to live: 1 added, 2 changed, 1 removed, 1 in metadata only, 2 databases
                """, stage.outText());
        stage = new Stage();
        assertEquals(0, run("diff", "20240114", "live", "--summary", "--json"));
        assertEquals(2, stage.outJson().number("changed"));
        assertEquals(2, stage.outJson().objects("databases").size());
        assertFalse(stage.outJson().has("files"));
    }

    @Test
    void diff_jsonIsOneDocument() throws Failure {
        differs();
        assertEquals(0, run("diff", "20240114", "latest", "--json"));
        assertEquals("20240114", stage.outJson().raw("label"));
        assertEquals(5, stage.outJson().objects("files").size());
        assertEquals(57, stage.outJson().objects("databases").get(0).number("differingPages"));
    }

    @Test
    void diff_countsPagesInWordsThatFitWhatWasCounted() {
        daemon.on(
                "Compare",
                pages("'pagesBefore':16394,'pagesAfter':16394,'differingPages':17"),
                pages("'pagesBefore':1100,'pagesAfter':1000,'differingPages':1100"),
                pages("'pagesBefore':1234567,'pagesAfter':8000"),
                pages("'pagesBefore':1"),
                pages("'pagesAfter':999"));
        assertEquals(0, run("diff", "20240114", "latest", "--summary"));
        assertEquals("""
                P  p.db (17 of 16,394 pages)
                P  p.db (1,100 of 1,100 pages, 1,000 now)
                P  p.db (1,234,567 pages before, 8,000 pages of 8,192 bytes now: not comparable)
                P  p.db (1 page, no database now)
                P  p.db (999 pages, no database before)
                from 20240114 to latest: 0 added, 0 changed, 0 removed, 0 in metadata only, 5 databases
                """, stage.outText());
    }

    private static String pages(String numbers) {
        return Samples.json("{'database':{'path':'p.db','change':'changed','pageSize':8192," + numbers + "}}");
    }

    @Test
    void diff_ofNothingSaysSo() throws Failure {
        daemon.on("Compare", "{}");
        assertEquals(0, run("diff", "latest", "live"));
        assertEquals("no differences from latest to live\n", stage.outText());
        stage = new Stage();
        assertEquals(0, run("diff", "latest", "live", "--json"));
        assertEquals("{\"label\":\"latest\",\"other\":\"live\",\"files\":[],\"databases\":[]}\n", stage.outText());
        daemon.fails("Compare", "NotSupported", "not with what is live", "");
        stage = new Stage();
        assertEquals(1, run("diff", "latest", "live", "--json"));
        assertEquals("NotSupported", stage.outJson().required("error").raw("code"));
    }

    @Test
    void consolidate_waitsAndEndsWithASummary() throws Failure {
        String full = Samples.backup(FULL, "", ",'consolidatedFrom':'pulse-backup-" + INCREMENTAL + "'");
        daemon.on("StartConsolidate", Samples.inRun(Samples.queued("consolidate")))
                .on(
                        "Watch",
                        Samples.inRun(Samples.running("consolidate")),
                        Samples.inRun(Samples.succeeded("consolidate")))
                .on("GetBackup", Samples.whole(full, ""));
        assertEquals(0, run("consolidate", "latest"));
        assertEquals("StartConsolidate {\"label\":\"latest\"}", daemon.calls().get(0));
        assertTrue(stage.outText().startsWith("""
                pulse-backup-20240115T020000Z-full is good: 45 kB in 12 s
                  made from the chain of pulse-backup-20240115T030000Z-incremental
                """), stage.outText());
        stage = new Stage();
        assertEquals(0, run("consolidate", "latest", "--json"));
        assertEquals("pulse-backup-" + INCREMENTAL, stage.outJson().raw("consolidatedFrom"));
        daemon.fails("StartConsolidate", "InvalidParameter", "it is a full", "Name a delta.");
        stage = new Stage();
        assertEquals(2, run("consolidate", "latest"));
    }
}
