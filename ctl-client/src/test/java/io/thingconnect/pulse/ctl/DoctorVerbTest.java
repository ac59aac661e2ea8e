package io.thingconnect.pulse.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the doctor looks like to people and programs. */
class DoctorVerbTest extends DaemonTest {
    private static String finding(String id, String group, String severity, String subject, String command) {
        return Samples.json("{'finding':{'id':'" + id + "','group':'" + group + "','severity':'" + severity
                + "','subject':'" + subject + "','what':'so it is','why':'it hurts','command':'" + command + "'}}");
    }

    @Test
    void findings_areGroupedWorstFirst_withTheCommandOnALineOfItsOwn() {
        daemon.on(
                "Doctor",
                finding("clock-behind", "clock", "ok", "", ""),
                finding("timezone", "clock", "notice", "", ""),
                "{}",
                finding("wal-size", "database", "warning", "/a.db", "sudo systemctl restart thingconnect-pulse"),
                finding("hot-journal", "database", "error", "/a.db", "sudo systemctl restart thingconnect-pulse"),
                finding("wal-size", "database", "ok", "/b.db", ""),
                "{}");
        assertEquals(1, run("doctor", "--integrity"));
        assertEquals("Doctor {\"integrity\":true}", daemon.calls().get(0));
        assertEquals("""
                ILL: 1 error, 1 warning, 1 notice

                database
                  error hot-journal /a.db
                    so it is
                    why it matters: it hurts
                    $ sudo systemctl restart thingconnect-pulse
                  warning wal-size /a.db
                    so it is
                    why it matters: it hurts
                    $ sudo systemctl restart thingconnect-pulse

                clock
                  notice timezone
                    so it is
                    why it matters: it hurts

                in order
                    clock-behind

                what each word means: docs/troubleshooting.md; all that was seen: pulsectl doctor --json
                """, stage.outText());
    }

    @Test
    void well_isSaidInOneWord_andEndsWithZero() {
        daemon.on("Doctor", finding("clock-behind", "clock", "ok", "", ""), "{}");
        assertEquals(0, run("doctor"));
        assertEquals("Doctor {}", daemon.calls().get(0));
        assertTrue(stage.outText().startsWith("WELL: 0 errors, 0 warnings, 0 notices\n"), stage.outText());
    }

    @Test
    void json_hasEveryFindingAndTheWorst() throws Failure {
        daemon.on("Doctor", finding("a", "clock", "ok", "", ""), finding("b", "clock", "warning", "", "x"), "{}");
        assertEquals(0, run("doctor", "--json"));
        assertEquals("warning", stage.outJson().text("worst"));
        assertTrue(stage.outJson().flag("daemon"));
        assertEquals(2, stage.outJson().objects("findings").size());
    }

    @Test
    void withoutADaemon_itSaysWhatCanBeSeenAndTheNextCommand() throws Exception {
        Path root = Files.createDirectories(directory.resolve("root"));
        Path program = root.resolve("check");
        Files.writeString(program, "#!/bin/sh\necho \"backup.yaml:3:1: error: no such key\"\nexit 1\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        stage.properties.put("pulse.backupd", program.toString());
        assertEquals(3, stage.run("--root", root.toString(), "doctor"));
        String text = stage.outText();
        assertTrue(text.contains("$ pulse-backupd --root " + root), text);
        assertTrue(text.contains("error daemon-config\n    backup.yaml:3:1: error: no such key"), text);
        assertTrue(text.contains("in order\n    daemon-space"), text);
    }

    @Test
    void bundle_isForItsOwnerAlone_andNeverReplacesAFile() throws IOException {
        answers();
        Path bundle = directory.resolve("b.tar.gz");
        assertEquals(0, run("doctor", "--bundle", bundle.toString()));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(bundle)));
        assertEquals(1, run("doctor", "--bundle", bundle.toString()));
        assertTrue(stage.errText().contains("it exists already"), stage.errText());
        assertEquals(1, run("doctor", "--bundle", "/nowhere/b.tar.gz"));
        assertFalse(Files.exists(Path.of("/nowhere")));
    }

    private void answers() {
        daemon.on("Doctor", finding("a", "clock", "ok", "", ""), "{}");
        for (String method : List.of(
                "GetStatus",
                "ListDestinations",
                "DescribeCatalog",
                "ListJobs",
                "ListBackups",
                "ListRuns",
                "ListDrills",
                "ListAlarms")) {
            daemon.fails(method, "Internal", "no " + method, "");
        }
        daemon.on("GetConfig", Samples.json("{'path':'/etc/backup.yaml','yaml':'a: 1','warnings':[]}"));
    }
}
