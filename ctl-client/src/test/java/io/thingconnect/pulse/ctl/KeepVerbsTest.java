package io.thingconnect.pulse.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** expire, pin, unpin, and what list and show say of pins. */
class KeepVerbsTest extends DaemonTest {
    private static final String OLD = "pulse-backup-20240114T020000Z-full";

    private static final String PLAN = plan(
            "local",
            "'" + OLD + "'",
            "'keep " + Samples.LABEL + ": last 1, newest good','drop " + OLD
                    + ": older than the last 1','1 kept, 1 dropped'",
            "");

    private static String plan(String destination, String drops, String lines, String error) {
        return Samples.json("{'plan':{'job':'daily','destination':'" + destination + "','drops':[" + drops
                + "],'lines':[" + lines + "],'error':'" + error + "'}}");
    }

    private void planned() {
        daemon.on("PlanExpire", PLAN);
    }

    private void expires() {
        planned();
        daemon.on("StartExpire", Samples.inRun(Samples.queued("expire")))
                .on("Watch", Samples.inRun(Samples.succeeded("expire")));
    }

    private List<String> methods() {
        return daemon.calls().stream()
                .map(call -> call.substring(0, call.indexOf(' ')))
                .toList();
    }

    @Test
    void expire_dryRunPrintsThePlanAndStops() {
        planned();
        assertEquals(0, run("expire", "--dry-run", "--job", "daily"));
        assertEquals("""
                daily at local
                  keep pulse-backup-20240115T020000Z-full: last 1, newest good
                  drop pulse-backup-20240114T020000Z-full: older than the last 1
                  1 kept, 1 dropped
                """, stage.outText());
        assertEquals(List.of("PlanExpire {\"job\":\"daily\"}"), daemon.calls());
    }

    @Test
    void expire_withoutATerminalWantsYes() {
        assertEquals(2, run("expire"));
        assertTrue(stage.errText().contains("--yes"), stage.errText());
        assertEquals(List.of(), daemon.calls());
    }

    @Test
    void expire_yesRemovesWithoutAQuestion() {
        expires();
        assertEquals(0, run("expire", "--yes"));
        assertEquals(List.of("PlanExpire", "StartExpire", "Watch"), methods());
        assertTrue(stage.outText().endsWith("1 kept, 1 dropped\n1 backup in 12 s\n"), stage.outText());
        assertTrue(stage.errText().contains("warning: nas did not answer\n"), stage.errText());
    }

    @Test
    void expire_asksOnATerminalAndTakesOnlyYesForYes() {
        expires();
        stage.answer = "y\n";
        assertEquals(0, run("expire"));
        assertTrue(stage.errText().startsWith("Remove 1 copy for good? [y/N] "), stage.errText());
        assertTrue(methods().contains("StartExpire"));
        for (String no : List.of("", "n", "yup")) {
            stage = new Stage();
            stage.answer = no;
            int before = daemon.calls().size();
            assertEquals(0, run("expire"));
            assertEquals(before + 1, daemon.calls().size(), no);
        }
    }

    @Test
    void expire_ofNothingDoesNotAsk() {
        daemon.on("PlanExpire", plan("local", "", "'1 kept, 0 dropped'", ""));
        stage.answer = "y";
        assertEquals(0, run("expire"));
        assertEquals("", stage.errText());
        assertEquals(List.of("PlanExpire"), methods());
    }

    @Test
    void expire_jsonIsOneDocument() throws Failure {
        expires();
        assertEquals(0, run("expire", "--yes", "--json"));
        Fields document = stage.outJson();
        assertEquals(1, document.objects("plans").size());
        assertEquals("succeeded", document.required("run").text("state"));
        stage = new Stage();
        assertEquals(0, run("expire", "--dry-run", "--json"));
        assertEquals(null, stage.outJson().object("run"));
    }

    @Test
    void expire_aDestinationWithoutAPlanIsAFailureThoughTheOthersWentWell() {
        daemon.on("PlanExpire", PLAN, plan("nas", "", "", "it is away"))
                .on("StartExpire", Samples.inRun(Samples.queued("expire")))
                .on("Watch", Samples.inRun(Samples.succeeded("expire")));
        assertEquals(1, run("expire", "--yes"));
        assertTrue(methods().contains("StartExpire"));
        assertTrue(stage.errText().contains("there is no plan for daily at nas, it is away"), stage.errText());
    }

    @Test
    void pin_sendsTheTimeInUtc() {
        daemon.on("Pin", "{\"warnings\":[]}");
        assertEquals(0, run("pin", "latest", "--until", "2024-02-01", "--reason", "audit"));
        assertEquals(0, run("pin", "latest", "--for", "30d", "--reason", "audit"));
        assertEquals(0, run("pin", "latest", "--for", "forever", "--reason", "audit"));
        assertEquals(
                List.of(
                        "Pin {\"label\":\"latest\",\"until\":\"2024-01-31T23:00:00Z\",\"reason\":\"audit\"}",
                        "Pin {\"label\":\"latest\",\"until\":\"2024-02-14T05:00:00Z\",\"reason\":\"audit\"}",
                        "Pin {\"label\":\"latest\",\"reason\":\"audit\"}"),
                daemon.calls());
        assertTrue(stage.outText().contains("latest is pinned until 2024-02-01 00:00:00"), stage.outText());
        assertTrue(stage.outText().endsWith("latest is pinned for ever\n"), stage.outText());
    }

    @Test
    void pin_wantsOneTimeAndAReason() {
        assertEquals(2, run("pin", "latest", "--for", "30d"));
        assertEquals(2, run("pin", "latest", "--reason", "audit"));
        assertEquals(2, run("pin", "latest", "--reason", "audit", "--for", "1d", "--until", "2024-02-01"));
        assertEquals(2, run("pin", "latest", "--reason", "audit", "--for", "a while"));
        assertEquals(2, run("pin", "latest", "--reason", "audit", "--for", "0d"));
        assertEquals(2, run("pin", "latest", "--reason", "audit", "--until", "soon"));
        assertEquals(List.of(), daemon.calls());
    }

    @Test
    void unpin_showsWhereTheFileIsLeft() {
        daemon.on("Unpin", "{\"warnings\":[\"nas is away\"]}");
        assertEquals(0, run("unpin", "latest"));
        assertEquals("warning: nas is away\n", stage.errText());
        assertEquals("latest is not pinned any more; the next expiry may remove it\n", stage.outText());
    }

    @Test
    void list_and_show_sayWhatIsPinned() {
        String pinned = Samples.BACKUP.substring(0, Samples.BACKUP.length() - 1)
                + ",\"pinnedUntil\":\"2024-02-01T00:00:00Z\",\"pinReason\":\"audit\"}";
        daemon.on("ListBackups", Samples.inBackup(pinned)).on("GetBackup", Samples.whole(pinned, Samples.PASSED));
        assertEquals(0, run("list", "--all"));
        assertTrue(stage.outText().contains("  pinned, before the upgrade\n"), stage.outText());
        assertEquals(List.of("ListBackups {\"all\":true}"), daemon.calls());
        assertEquals(0, run("list", "--flat"));
        assertTrue(stage.outText().contains("  good, pinned  "), stage.outText());
        assertEquals(0, run("show", "latest"));
        assertTrue(stage.outText().contains("pinned      until 2024-02-01 01:00:00 (in 16 d): audit"), stage.outText());
    }
}
