package io.thingconnect.pulse.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** restore without a target. */
class InPlaceRunTest extends DaemonTest {
    private static final String INTERFACE = "io.thingconnect.pulse.restore.";
    private static final String PLAN = Samples.json("{'result':{'label':'" + Samples.LABEL + "','entries':12}}");
    private static final String DONE = Samples.json("{'result':{'id':'a','kind':'restore','label':'" + Samples.LABEL
            + "','phase':'done','closed':true,'outcome':'restored','note':'','phases':{'begun':'2024-01-15T03:00:00Z',"
            + "'stopping':'2024-01-15T03:00:04Z','done':'2024-01-15T03:00:05.200Z'},"
            + "'previous':['/etc/thingconnect-pulse.pre-restore-20240115T030000Z']}}");

    private void restores() {
        daemon.on(INTERFACE + "Plan", Samples.json("{'line':'restore it'}"), Samples.json("{}"), PLAN)
                .on(INTERFACE + "Restore", Samples.json("{'line':'exchanging'}"), DONE);
    }

    private String said() {
        return String.join("\n", daemon.calls());
    }

    @Test
    void withoutATerminalItWantsYes() {
        assertEquals(2, run("restore", "latest"));
        assertTrue(stage.errText().contains("--yes was not given"), stage.errText());
        assertEquals(List.of(), daemon.calls());
    }

    @Test
    void wantsOneThingToRestore() {
        assertEquals(2, run("restore", "--yes"));
        assertEquals(2, run("restore", "latest", "--undo", "--yes"));
        assertEquals(2, run("restore", "latest", "--at", "2024-01-15 10:00", "--yes"));
        assertEquals(List.of(), daemon.calls());
    }

    @Test
    void dryRunShowsThePlanAndStops() {
        restores();
        assertEquals(0, run("restore", "latest", "--only", "database,users", "--path", "etc/a", "--dry-run"));
        assertEquals("restore it\n", stage.outText());
        assertEquals(
                INTERFACE + "Plan {\"label\":\"latest\",\"only\":[\"database\",\"users\"],\"paths\":[\"etc/a\"]}",
                said());
    }

    @Test
    void yesDoesItAndSaysHowItWent() {
        restores();
        assertEquals(0, run("restore", "2024", "--no-safety-backup", "--yes"));
        assertTrue(stage.outText().contains("exchanging\n"), stage.outText());
        assertTrue(stage.outText().contains(Samples.LABEL + "  restored, services were down 1.2 s\n"), stage.outText());
        assertTrue(stage.outText().contains("what was there before: /etc/thingconnect-pulse.pre-restore-"));
        assertTrue(
                said().endsWith(INTERFACE + "Restore {\"label\":\"" + Samples.LABEL + "\",\"noSafetyBackup\":true}"),
                said());
    }

    @Test
    void aNoChangesNothing() {
        restores();
        stage.answer = "n";
        assertEquals(1, run("restore", "latest"));
        assertTrue(stage.errText().contains("Replace what is there? [y/N] nothing was changed"), stage.errText());
        assertEquals(INTERFACE + "Plan {\"label\":\"latest\"}", said());
    }

    @Test
    void jsonIsOneDocument() throws Failure {
        restores();
        assertEquals(0, run("restore", "latest", "--yes", "--json"));
        assertEquals(Samples.LABEL, stage.outJson().required("plan").raw("label"));
        assertEquals("restored", stage.outJson().required("restore").raw("outcome"));
    }

    @Test
    void whereNobodyAnswersItSaysWhatToType() {
        assertEquals(
                3,
                stage.run(
                        "--root",
                        "/nonexistent",
                        "restore",
                        "--at",
                        "2024-01-15 10:00",
                        "--only",
                        "database",
                        "--yes"));
        assertTrue(
                stage.errText()
                        .endsWith(
                                "hint: Without it: sudo pulse-restore --root /nonexistent --at \"2024-01-15 10:00\" --only"
                                        + " database --yes\n"),
                stage.errText());
    }

    @Test
    void anInterruptedOneIsNamed() {
        daemon.on(
                INTERFACE + "Status",
                Samples.json("{'result':{'open':true,'restores':[{'id':'a','kind':'undo','label':'x',"
                        + "'phase':'swapping','closed':false,'outcome':'','note':'','phases':{'begun':'2024-01-15T03:00:00Z'},"
                        + "'previous':[]}]}}"));
        assertEquals(0, run("restore", "--status"));
        assertTrue(stage.outText().contains("undo of x  INTERRUPTED while swapping\n"), stage.outText());
        assertTrue(stage.outText().endsWith("sudo pulse-restore --recover\n"), stage.outText());
    }
}
