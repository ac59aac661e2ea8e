package io.thingconnect.pulse.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** jobs, list, show, cat, find, runs, destinations, config show, reload, audit, version. */
class ListVerbsTest extends DaemonTest {
    @Test
    void list_flatIsATableOnTheScreen() {
        daemon.on("ListBackups", Samples.inBackup(Samples.BACKUP), Samples.inBackup(Samples.DELTA));
        assertEquals(0, run("list", "--job", "daily", "--flat"));
        assertEquals("""
                LABEL                                       JOB     KIND          STATE          SIZE   AGE  COPIES
                pulse-backup-20240115T020000Z-full          daily   full          good         1.2 GB   3 h  local, nas (pending)
                pulse-backup-20240114T120000Z-differential  hourly  differential  quarantined   45 kB  17 h  none
                """, stage.outText());
        assertEquals(List.of("ListBackups {\"job\":\"daily\"}"), daemon.calls());
    }

    @Test
    void list_ofFullsFitsATerminal() {
        stage = Stage.terminal();
        daemon.on("ListBackups", Samples.inBackup(Samples.BACKUP));
        assertEquals(0, run("list"));
        assertEquals("""
                BACKUP                 JOB    AGE    SIZE  STATE  COPIES                NOTES
                20240115T020000Z-full  daily  3 h  1.2 GB  good   local, nas (pending)  befor...
                """, stage.outText());
    }

    @Test
    void list_jsonHoldsWholeBackups() throws Failure {
        daemon.on("ListBackups", Samples.inBackup(Samples.BACKUP), Samples.inBackup(Samples.DELTA));
        assertEquals(0, run("list", "--json"));
        assertEquals("{\"backups\":[" + Samples.BACKUP + "," + Samples.DELTA + "]}\n", stage.outText());
        assertEquals(2, stage.outJson().objects("backups").size());
    }

    @Test
    void list_ofNothing() {
        daemon.on("ListBackups", "{}");
        assertEquals(0, run("list"));
        assertEquals("there are no backups yet; pulsectl backup makes one\n", stage.errText());
        stage = new Stage();
        assertEquals(0, run("list", "--json"));
        assertEquals("{\"backups\":[]}\n", stage.outText());
    }

    @Test
    void list_ofAJobThatIsNotThere_saysWhichOneWasMeant() {
        daemon.on("ListBackups", "{}");
        daemon.on("ListJobs", "{\"job\":" + Samples.job("daily", "2024-01-16T01:00:00Z") + "}");
        assertEquals(5, run("list", "--job", "dayly"));
        assertTrue(stage.errText().contains("there is no job 'dayly'"), stage.errText());
        assertTrue(stage.errText().contains("Did you mean 'daily'?"), stage.errText());
        stage = new Stage();
        assertEquals(0, run("list", "--job", "daily"));
    }

    @Test
    void jobs_sayWhenTheyRunNext() throws Failure {
        String disabled =
                Samples.job("weekly", "2024-01-21T02:00:00Z").replace("\"enabled\":true", "\"enabled\":false");
        daemon.on(
                "ListJobs",
                "{\"job\":" + Samples.job("daily", "2024-01-16T01:00:00Z") + "}",
                "{\"job\":" + disabled.replace("\"lastRun\":null", "\"lastRun\":" + Samples.succeeded("backup")) + "}");
        assertEquals(0, run("jobs"));
        assertEquals("""
                JOB     TYPE  SCHEDULE                 NEXT                      LAST               DESTINATIONS
                daily   full  0 2 * * * Europe/Berlin  tomorrow 02:00 (in 20 h)  never              local, nas
                weekly  full  0 2 * * * Europe/Berlin  disabled                  succeeded 2 h ago  local, nas
                """, stage.outText());
        stage = new Stage();
        assertEquals(0, run("jobs", "--json"));
        assertEquals(2, stage.outJson().objects("jobs").size());
    }

    @Test
    void show_tellsAllThereIsToKnow() {
        daemon.on("GetBackup", Samples.whole(Samples.BACKUP, Samples.PASSED))
                .on("ListEntries", "{\"entry\":" + Samples.ENTRY + "}");
        assertEquals(0, run("show", "latest", "--entries"));
        assertEquals("""
                pulse-backup-20240115T020000Z-full
                  state       good
                  job         daily, full
                  taken       2024-01-15 03:00:00 (3 h ago)
                  finished    2024-01-15 03:00:12 (2 h ago)
                  size        1.2 GB gzip
                  holds       132 entries, 2.9 GB before compression, databases 2.8 GB
                  components  database, configuration
                  schema      20250901_Init
                  content id  c0ffee
                  note        before the upgrade
                  copy        local (good, read back from the device), 2024-01-15 03:00:12 (2 h ago)
                  copy        nas (pending, will be tried again), 2024-01-15 03:00:12 (2 h ago)
                  database    var/lib/thingconnect-pulse/pulse.db, 2.8 GB in 683593 pages, stream
                  verified    passed, level restore, local, 1.2 GB read, 2024-01-15 03:01:00 (2 h ago)
                  left out    etc/thingconnect-pulse/backup.env
                  warning     /etc/x vanished while it was read

                -0640 pulse:pulse     2.0 kB  2024-01-10 11:00:00  etc/thingconnect-pulse/config.yaml
                """, stage.outText());
        assertEquals(
                List.of("GetBackup {\"label\":\"latest\"}", "ListEntries {\"label\":\"" + Samples.LABEL + "\"}"),
                daemon.calls());
    }

    @Test
    void encryption_isSaidInListsAndInFull() {
        String backup = Samples.BACKUP.replace("\"compression\"", "\"encryption\":\"passphrase\",\"compression\"");
        String one = Samples.whole(backup, "")
                .replace("\"keys\":[]", "\"keys\":[\"number 1 of encryption.oldPassphrases\"]");
        daemon.on("GetBackup", one).on("ListBackups", Samples.inBackup(backup));
        assertEquals(0, run("show", "latest"));
        assertTrue(
                stage.outText().contains("  encrypted   with a passphrase, by number 1 of encryption.oldPassphrases\n"),
                stage.outText());
        stage = new Stage();
        assertEquals(0, run("list"));
        assertTrue(stage.outText().contains("encrypted"), stage.outText());

        daemon.on(
                "GetBackup",
                one.replace("\"passphrase\"", "\"publicKeys\"").replaceFirst("\"number 1[^\"]*\"", "\"1A2B\""));
        stage = new Stage();
        assertEquals(0, run("show", "latest"));
        assertTrue(stage.outText().contains("to the public keys 1A2B; read where a secret one is"), stage.outText());
    }

    @Test
    void show_jsonIsTheReplyAndItsEntriesWhereAskedFor() throws Failure {
        daemon.on("GetBackup", Samples.whole(Samples.BACKUP, ""))
                .on("ListEntries", "{\"entry\":" + Samples.ENTRY + "}", "{\"entry\":" + Samples.ENTRY + "}");
        assertEquals(0, run("show", "latest", "--json"));
        assertEquals(Samples.LABEL, stage.outJson().required("backup").raw("label"));
        stage = new Stage();
        assertEquals(0, run("show", "latest", "--json", "--entries"));
        assertEquals(2, stage.outJson().objects("entries").size());
        assertEquals(1, stage.outJson().objects("databases").size());
    }

    @Test
    void cat_writesTheBytesAndNothingElse() {
        daemon.on("ReadPath", "{\"data\":\"AAEC/w==\"}", "{\"data\":\"\"}", "{\"data\":\"aGk=\"}");
        assertEquals(0, run("cat", "latest", "/etc/x"));
        assertEquals(List.of("ReadPath {\"label\":\"latest\",\"path\":\"etc/x\"}"), daemon.calls());
        assertEquals(
                List.of((byte) 0, (byte) 1, (byte) 2, (byte) -1, (byte) 'h', (byte) 'i'),
                bytes(stage.outBytes.toByteArray()));
    }

    private static List<Byte> bytes(byte[] bytes) {
        Byte[] boxed = new Byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            boxed[i] = bytes[i];
        }
        return List.of(boxed);
    }

    @Test
    void cat_jsonJoinsThePieces() throws Failure {
        daemon.on("ReadPath", "{\"data\":\"AAEC/w==\"}", "{\"data\":\"aGk=\"}");
        assertEquals(0, run("cat", "latest", "etc/x", "--json"));
        assertEquals("AAEC/2hp", stage.outJson().raw("data"));
        assertEquals("etc/x", stage.outJson().raw("path"));
    }

    @Test
    void find_namesTheBackupOfEachMatch() throws Failure {
        daemon.on("FindPath", "{\"label\":\"" + Samples.LABEL + "\",\"entry\":" + Samples.ENTRY + "}");
        assertEquals(0, run("find", "*.yaml", "--label", "latest"));
        assertEquals(
                Samples.LABEL
                        + "  -0640 pulse:pulse     2.0 kB  2024-01-10 11:00:00  etc/thingconnect-pulse/config.yaml\n",
                stage.outText());
        stage = new Stage();
        assertEquals(0, run("find", "*.yaml", "--json"));
        assertEquals(Samples.LABEL, stage.outJson().objects("matches").get(0).raw("label"));
    }

    @Test
    void find_ofNothingExitsWith5() {
        daemon.on("FindPath", "{}");
        assertEquals(5, run("find", "nope"));
        assertTrue(stage.errText().startsWith("pulsectl: no backup holds a path that matches 'nope'\n"));
        stage = new Stage();
        assertEquals(5, run("find", "nope", "--json"));
        assertEquals("{\"matches\":[]}\n", stage.outText());
    }

    @Test
    void runs_sayHowTheyEnded() throws Failure {
        daemon.on(
                "ListRuns",
                Samples.inRun(Samples.running("verify")),
                Samples.inRun(Samples.failed("backup", "NoSpace", "no space for the archive", "")));
        assertEquals(0, run("runs", "--limit", "2"));
        assertEquals("""
                RUN  OPERATION  JOB    BY         STATE    STARTED   TOOK  RESULT
                 12  verify     daily  user:jane  running  60 s ago     -  database: 512 MB of 1.2 GB (41 %), 130 MB/s, 5 s left
                 12  backup     daily  user:jane  failed   3 h ago   12 s  no space for the archive
                """, stage.outText());
        stage = new Stage();
        assertEquals(0, run("runs", "--json"));
        assertEquals(2, stage.outJson().objects("runs").size());
        assertEquals(List.of("ListRuns {\"limit\":2}", "ListRuns {}"), daemon.calls());
    }

    @Test
    void destinations_sayWhatIsWrong() throws Failure {
        daemon.on(
                "ListDestinations",
                "{\"destinations\":[" + Samples.destination("local", true, "") + ","
                        + Samples.destination("nas", false, "timed out") + "]}");
        assertEquals(0, run("destinations"));
        assertEquals("""
                DESTINATION  TYPE   STATE          BACKUPS  PENDING  ANSWERS  SPACE                  LOCATION
                local        local  reachable           14        0     3 ms  120 GB free of 500 GB  /srv/backups
                nas          local  NOT REACHABLE       14        0           space unknown          /srv/backups
                nas: timed out
                """, stage.outText());
        stage = new Stage();
        assertEquals(0, run("destinations", "--json"));
        assertEquals(2, stage.outJson().objects("destinations").size());
    }

    @Test
    void destinations_probe_saysHowEachStepWent() {
        daemon.on(
                "ProbeDestinations",
                "{\"step\":{\"destination\":\"nas\",\"name\":\"reach\",\"outcome\":\"failed\",\"message\":\"timed out\",\"millis\":30000}}",
                "{\"step\":{\"destination\":\"s3\",\"name\":\"delete\",\"outcome\":\"notice\",\"message\":\"not let\",\"millis\":9}}",
                "{}");
        assertEquals(1, run("destinations", "--probe"));
        assertEquals("""
                nas: reach   FAILED, 30000 ms: timed out
                s3: delete  notice, 9 ms: not let
                """, stage.outText());
    }

    @Test
    void destinations_sayWhatAPlaceDoesNotDo() {
        daemon.on(
                "ListDestinations",
                "{\"destinations\":[{\"name\":\"cloud\",\"type\":\"s3\",\"location\":\"s3://b\",\"reachable\":true,\"backups\":1,"
                        + "\"error\":\"\",\"notices\":[\"does not encrypt: \\u001b it was asked for AES256\"]}]}");
        assertEquals(0, run("destinations"));
        assertTrue(stage.outText().endsWith("\ncloud: does not encrypt: ? it was asked for AES256\n"), stage.outText());
    }

    @Test
    void destinations_probe_ofOne() {
        daemon.on("ProbeDestinations", "{}");
        assertEquals(0, run("destinations", "--probe", "nas"));
        assertEquals(0, run("destinations", "nas", "--probe"));
        assertEquals(0, run("destinations", "--probe"));
        assertEquals(
                List.of(
                        "ProbeDestinations {\"destination\":\"nas\"}",
                        "ProbeDestinations {\"destination\":\"nas\"}",
                        "ProbeDestinations {}"),
                daemon.calls());
        assertEquals(2, run("destinations", "nas"));
        assertTrue(stage.errText().contains("destinations --probe nas"), stage.errText());
    }

    @Test
    void configShow_printsTheYamlAndItsWarningsApart() throws Failure {
        daemon.on(
                "GetConfig",
                "{\"path\":\"/etc/b.yaml\",\"yaml\":\"a: 1\\n\\tb: \\u001b[2J\",\"warnings\":[\"old key\"]}");
        assertEquals(0, run("config", "show"));
        assertEquals("# /etc/b.yaml\na: 1\n\tb: ?[2J\n", stage.outText());
        assertEquals("warning: old key\n", stage.errText());
        stage = new Stage();
        assertEquals(0, run("config", "show", "--json"));
        assertEquals("/etc/b.yaml", stage.outJson().raw("path"));
    }

    @Test
    void reload_saysWhatIsInForce() throws Failure {
        daemon.on("Reload", "{\"warnings\":[]}");
        assertEquals(0, run("reload"));
        assertEquals("the configuration is in force\n", stage.outText());
        stage = new Stage();
        assertEquals(0, run("reload", "--json"));
        assertEquals(List.of(), stage.outJson().texts("warnings"));
    }

    @Test
    void audit_isOneLineEach() throws Failure {
        daemon.on(
                "ListAudit",
                "{\"record\":{\"at\":\"2024-01-15T02:00:00Z\",\"uid\":1000,\"user\":\"jane\",\"pid\":4711,"
                        + "\"method\":\"StartBackup\",\"parameters\":\"{\\\"type\\\":\\\"full\\\"}\",\"result\":\"run 12\"}}");
        assertEquals(0, run("audit", "--since", "2024-01-15 03:00", "--user", "jane", "--method", "StartBackup"));
        assertEquals(
                "2024-01-15 03:00:00  jane (uid 1000, pid 4711)  StartBackup {\"type\":\"full\"}: run 12\n",
                stage.outText());
        assertEquals(
                List.of("ListAudit {\"since\":\"2024-01-15T02:00:00Z\",\"user\":\"jane\",\"method\":\"StartBackup\"}"),
                daemon.calls());
        stage = new Stage();
        assertEquals(0, run("audit", "--json"));
        assertEquals(4711, stage.outJson().objects("records").get(0).number("pid"));
    }

    @Test
    void version_asksTheDaemon() throws Failure {
        daemon.on("org.varlink.service.GetInfo", "{\"version\":\"9.8.7\"}");
        assertEquals(0, run("version"));
        assertTrue(stage.outText().endsWith("pulse-backupd 9.8.7\n"), stage.outText());
        stage = new Stage();
        assertEquals(0, run("--version", "--json"));
        assertEquals("9.8.7", stage.outJson().raw("daemon"));
    }

    @Test
    void version_worksWithoutADaemon() throws Failure {
        assertEquals(0, stage.run("version", "--json", "--socket", "/nonexistent/sock"));
        assertTrue(stage.outJson().values().containsKey("daemon"));
        assertEquals("", stage.outJson().raw("daemon"));
    }
}
