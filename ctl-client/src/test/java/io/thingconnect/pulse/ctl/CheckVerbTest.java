package io.thingconnect.pulse.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CheckVerbTest extends DaemonTest {
    private static final String DATA = "age=10800s;;;0; proven_age=86400s;;;0; size=1234567890B;;;0;"
            + " critical_alarms=0;;0;0; warning_alarms=0;0;;0; 'free_local'=120000000000B;;;0;500000000000\n";

    @Test
    void check_ofAHealthyBoxIsOneLineAndZero() {
        daemon.on("GetStatus", Samples.goodStatus());
        assertEquals(0, run("check"));
        assertEquals("PULSE BACKUP OK: last backup 3 h ago, restore proven 24 h ago | " + DATA, stage.outText());
        assertEquals("", stage.errText());
    }

    @Test
    void check_saysWhatTheDaemonFinds() {
        daemon.on(
                "GetStatus",
                Samples.status(
                        "no",
                        "nas | is gone\\nsince noon",
                        "",
                        "",
                        "",
                        Samples.alarm(1, "critical") + "," + Samples.alarm(2, "warning")));
        assertEquals(2, run("check"));
        assertTrue(
                stage.outText()
                        .startsWith(
                                "PULSE BACKUP CRITICAL: nas / is gone since noon (and 1 more: pulsectl status) | age="),
                stage.outText());
        assertTrue(stage.outText().contains(" critical_alarms=1;;0;0; warning_alarms=1;0;;0;"), stage.outText());
        assertEquals(1, stage.outText().lines().count());
        daemon.on("GetStatus", Samples.status("warning", "the clock stands behind", "", "", "", ""));
        stage = new Stage();
        assertEquals(1, run("check"));
        assertTrue(stage.outText().startsWith("PULSE BACKUP WARNING: the clock"), stage.outText());
    }

    @Test
    void check_takesLimitsForTheAge() {
        daemon.on("GetStatus", Samples.goodStatus());
        assertEquals(1, run("check", "--warning", "2h", "--critical", "2d"));
        assertEquals(
                "PULSE BACKUP WARNING: the newest good backup is 3 h old, and may be 2 h | "
                        + DATA.replace("age=10800s;;;0; p", "age=10800s;7200;172800;0; p"),
                stage.outText());
        stage = new Stage();
        assertEquals(2, run("check", "--critical", "10799"));
        stage = new Stage();
        assertEquals(0, run("check", "--critical", "10800"));
    }

    @Test
    void check_thatCannotTellIsUnknown() {
        stage.environment.put(
                "PULSECTL_SOCKET", directory.resolve("nobody.sock").toString());
        assertEquals(3, stage.run("check"));
        assertTrue(stage.outText().startsWith("PULSE BACKUP UNKNOWN: "), stage.outText());
        assertEquals(1, stage.outText().lines().count());
        stage = new Stage();
        assertEquals(3, run("check", "--warning", "soon"));
        assertTrue(stage.outText().startsWith("PULSE BACKUP UNKNOWN: 'soon' is no time"), stage.outText());
        stage = new Stage();
        assertEquals(3, run("--root", "/srv", "check", "--wrong"));
        assertTrue(stage.outText().startsWith("PULSE BACKUP UNKNOWN: unknown option '--wrong'"), stage.outText());
        daemon.fails("GetStatus", "NotPermitted", "user 'nagios' may not", "Ask root.");
        stage = new Stage();
        assertEquals(3, run("check"));
        assertEquals("PULSE BACKUP UNKNOWN: user 'nagios' may not - Ask root.\n", stage.outText());
    }

    @Test
    void check_jsonHasTheSame() throws Failure {
        daemon.on("GetStatus", Samples.goodStatus());
        assertEquals(0, run("check", "--json"));
        assertEquals("OK", stage.outJson().raw("state"));
        assertEquals(6, stage.outJson().list("performanceData").size());
    }
}
