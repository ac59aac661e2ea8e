package io.thingconnect.pulse.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectivesVerbTest extends DaemonTest {
    private static String day(String component, String day, String rpo, String numbers) {
        return "{'component':'" + component + "','day':'" + day + "','rpo':'" + rpo + "','rto':'none'" + numbers + "}";
    }

    private void answer(String... days) {
        daemon.on(
                "GetObjectives",
                Samples.json("{'objectives':[{'component':'database','heldBy':'database','rpo':'met','rto':'met',"
                        + "'rpoSeconds':900,'rtoSeconds':3600,'lossSeconds':720,'recoverySeconds':180,"
                        + "'recoveryBasis':'by the drill'},{'component':'logs','heldBy':'logs','rpo':'none',"
                        + "'rto':'none','recoveryBasis':''}],'days':[" + String.join(",", days) + "]}"));
    }

    @Test
    void objectives_showsNowAndTheWorstOfEachWeek() {
        answer(
                day("database", "2024-01-16", "met", ",'lossSeconds':720"),
                day("logs", "2024-01-16", "none", ",'lossSeconds':90000"),
                day("database", "2024-01-15", "at-risk", ",'lossSeconds':840,'recoverySeconds':240"),
                day("database", "2024-01-14", "missed", ",'lossSeconds':7200"),
                day("database", "2024-01-08", "met", ",'lossSeconds':600"));
        assertEquals(0, run("objectives"));
        assertEquals("""
                COMPONENT  LOSS NOW          BACK IN          OBJECTIVE
                database   12 min of 15 min  3 min of 60 min  kept
                logs       ALL               unmeasured       none set

                At its worst, by the week (UTC):
                COMPONENT  WEEK OF     LOSS    BACK IN     OBJECTIVE
                database   2024-01-15  14 min  4 min       AT RISK on 1 of 2 days
                           2024-01-08  2 h     unmeasured  MISSED on 1 of 2 days
                logs       2024-01-15  25 h    unmeasured  none set
                """, stage.outText());
        assertEquals(List.of("GetObjectives {}"), daemon.calls());
    }

    @Test
    void objectives_ofAFewDaysShowsEachOfThem() {
        answer(
                day("database", "2024-01-16", "missed", ",'lossSeconds':7200"),
                day("database", "2024-01-15", "unknown", ""));
        assertEquals(0, run("objectives", "--days", "7"));
        assertTrue(stage.outText().contains("by the day (UTC):\nCOMPONENT  DAY "), stage.outText());
        assertTrue(stage.outText().contains("database   2024-01-16  2 h   unmeasured  MISSED\n"), stage.outText());
        assertTrue(stage.outText().contains("           2024-01-15  ALL   unmeasured  unknown\n"), stage.outText());
        assertEquals(List.of("GetObjectives {\"days\":7}"), daemon.calls());
    }

    @Test
    void objectives_withoutHistorySaysSo() throws Failure {
        answer();
        assertEquals(0, run("objectives"));
        assertTrue(stage.errText().contains("there is no history yet"), stage.errText());
        stage = new Stage();
        assertEquals(0, run("objectives", "--json"));
        assertEquals(2, stage.outJson().objects("objectives").size());
    }
}
