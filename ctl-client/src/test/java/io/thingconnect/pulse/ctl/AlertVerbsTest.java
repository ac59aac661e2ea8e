package io.thingconnect.pulse.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** alerts, alerts ack, notify test. */
class AlertVerbsTest extends DaemonTest {
    private static String alarm(String id, String severity, String more) {
        return Samples.json("{'alarm':{'number':2,'id':'" + id + "','severity':'" + severity
                + "','since':'2024-01-14T02:00:00Z','message':'the share does not answer','meaning':'It may be lost.','hint':'Look at it.',"
                + "'openedAt':'2024-01-14T02:00:00Z','toldAt':'2024-01-14T02:00:00Z','note':'on Monday'" + more + "}}");
    }

    private static String test(String channel, boolean passed, String answer) {
        return Samples.json("{'test':{'channel':'" + channel + "','type':'email','passed':" + passed + ",'answer':'"
                + answer + "','millis':120}}");
    }

    @Test
    void alerts_saysWhatIsWrongAndWhoHasItInHand() {
        daemon.on(
                "ListAlarms",
                alarm("destination-unreachable:nas", "critical", ""),
                alarm("run-long:daily", "warning", ",'acknowledgedBy':'jane','acknowledgedAt':'2024-01-14T02:00:00Z'"));
        assertEquals(0, run("alerts"));
        String text = stage.outText();
        assertTrue(text.startsWith("CRITICAL  destination-unreachable:nas  since 2024-01-14"), text);
        assertTrue(
                text.contains(
                        "\n  the share does not answer\n  means: It may be lost.\n  hint: Look at it.\nWARNING  run-long:daily"),
                text);
        assertTrue(text.contains("\n  in hand: jane, 2024-01-14"), text);
        assertTrue(text.contains(": on Monday\n"), text);
        assertEquals(List.of("ListAlarms {}"), daemon.calls());
    }

    @Test
    void alerts_withAllShowsWhatIsOver() {
        daemon.on("ListAlarms", alarm("run-failed:daily", "warning", ",'clearedAt':'2024-01-14T03:00:00Z'"));
        assertEquals(0, run("alerts", "--all", "--limit", "5"));
        assertTrue(stage.outText().startsWith("over      run-failed:daily"), stage.outText());
        assertTrue(stage.outText().contains("\n  cleared 2024-01-14"), stage.outText());
        assertEquals(List.of("ListAlarms {\"all\":true,\"limit\":5}"), daemon.calls());
    }

    @Test
    void alerts_withoutAny() {
        daemon.on("ListAlarms", "{}");
        assertEquals(0, run("alerts"));
        assertEquals("", stage.outText());
        assertEquals("no alarm is open\n", stage.errText());
    }

    @Test
    void ack_saysThatItIsInHand() {
        daemon.on("AcknowledgeAlarm", alarm("destination-unreachable:nas", "critical", ""));
        assertEquals(0, run("alerts", "ack", "destination-unreachable:nas", "--note", "on Monday"));
        assertTrue(stage.outText().startsWith("destination-unreachable:nas is in hand"), stage.outText());
        assertEquals(
                List.of("AcknowledgeAlarm {\"alarm\":\"destination-unreachable:nas\",\"note\":\"on Monday\"}"),
                daemon.calls());
    }

    @Test
    void notifyTest_failsWhereOneDidOrThereIsNone() {
        daemon.on("TestChannels", test("ops", true, "250 OK"));
        assertEquals(0, run("notify", "test"));
        assertEquals("ops (email): told in 0.1 s: 250 OK\n", stage.outText());
        daemon.on("TestChannels", test("ops", true, "250 OK"), test("pager", false, "no modem"));
        assertEquals(1, run("notify", "test"));
        assertTrue(stage.outText().endsWith("pager (email): FAILED in 0.1 s: no modem\n"), stage.outText());
        daemon.on("TestChannels", "{}");
        assertEquals(1, run("notify", "test"));
        assertTrue(stage.errText().contains("no channel is configured"), stage.errText());
    }
}
