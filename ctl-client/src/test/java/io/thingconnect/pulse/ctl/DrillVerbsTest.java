package io.thingconnect.pulse.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** drill, drill list, drill note, drill report, and what status says of drills. */
class DrillVerbsTest extends DaemonTest {
    private static final String PHASES = "'phases':[{'name':'open','millis':40},{'name':'restore','millis':11000}]";

    private static String drill(long id, long run, boolean passed, String note) {
        return Samples.json("{'id':" + id + ",'run':" + run + ",'name':'monthly','label':'" + Samples.LABEL
                + "','destination':'local','scope':'box','passed':" + passed
                + ",'startedAt':'2024-01-15T04:00:00Z','endedAt':'2024-01-15T04:00:11Z','bytesRead':4096," + PHASES
                + ",'checks':[{'name':'the chain is whole','passed':true,'detail':'1 archive read'},"
                + "{'name':'count < 3 & more','passed':" + passed + ",'detail':'answered 2'}],'message':'"
                + (passed ? "" : "count < 3 & more: answered 2") + "','note':'" + note + "'}");
    }

    private static String inDrill(String drill) {
        return "{\"drill\":" + drill + "}";
    }

    private void drills(boolean passed) {
        String over = passed
                ? Samples.succeeded("drill")
                : Samples.failed("drill", "VerificationFailed", "the drill failed", "pulsectl drill report");
        daemon.on("StartDrill", Samples.inRun(Samples.queued("drill")))
                .on("Watch", Samples.inRun(over))
                .on("ListDrills", inDrill(drill(5, 12, passed, "")), inDrill(drill(4, 9, true, "")));
    }

    @Test
    void drill_printsTheVerdictOfItsOwnRun() {
        drills(true);
        assertEquals(0, run("drill", "monthly", "--from", "each", "--scope", "box", "--backup", "oldest"));
        assertEquals(
                "StartDrill {\"name\":\"monthly\",\"from\":\"each\",\"scope\":\"box\",\"backup\":\"oldest\"}",
                daemon.calls().get(0));
        assertEquals("""
                drill 5 passed: pulse-backup-20240115T020000Z-full from local, box, in 11 s
                  open 0.0 s, restore 11 s
                  ok      the chain is whole: 1 archive read
                  ok      count < 3 & more: answered 2
                  warning  nas did not answer
                """, stage.outText());
    }

    @Test
    void drill_thatFailsExitsWithSeven_andShowsWhatFailed() {
        drills(false);
        assertEquals(7, run("drill"));
        assertEquals("StartDrill {}", daemon.calls().get(0));
        assertTrue(stage.outText().contains("  FAILED  count < 3 & more: answered 2\n"), stage.outText());
        assertTrue(stage.errText().contains("the drill failed"), stage.errText());
    }

    @Test
    void drill_json_isOneDocument_alsoWhereItFails() {
        drills(false);
        assertEquals(7, run("drill", "--json"));
        assertTrue(stage.outText().startsWith("{\"passed\":false,\"seconds\":12.0,\"drills\":[{"), stage.outText());
        assertFalse(stage.outText().contains("\"id\":4"), "a verdict of another run");
    }

    @Test
    void drillList_showsPlansAndLastVerdicts() {
        daemon.on(
                "ListDrillPlans",
                Samples.json(
                        "{'plan':{'name':'monthly','schedule':'0 5 2 * *','scope':'box','from':'','backup':'newest',"
                                + "'next':'2024-02-02T05:00:00Z','last':" + drill(5, 12, false, "") + "}}"),
                Samples.json("{'plan':{'name':'annual','schedule':'0 5 4 1 *','scope':'database','from':'each',"
                        + "'backup':'oldest'}}"));
        assertEquals(0, run("drill", "list"));
        List<String> lines = stage.outText().lines().toList();
        assertEquals(3, lines.size(), stage.outText());
        assertTrue(lines.get(1).startsWith("monthly  0 5 2 * *"), lines.get(1));
        assertTrue(lines.get(1).contains("FAILED"), lines.get(1));
        assertTrue(lines.get(2).endsWith("never"), lines.get(2));
    }

    @Test
    void drillNote_keepsARemark() {
        daemon.on("NoteDrill", inDrill(drill(5, 12, true, "learned")));
        assertEquals(0, run("drill", "note", "5", "learned"));
        assertEquals(
                "NoteDrill {\"drill\":5,\"text\":\"learned\"}", daemon.calls().get(0));
        assertTrue(stage.outText().endsWith(": learned\n"), stage.outText());
        assertEquals(2, run("drill", "note", "five", "learned"));
    }

    private static String status(String host, String more) {
        return Samples.json("{'status':{'safe':'yes','summary':'fine','enabled':true,'host':'" + host
                + "','version':'0.1.0','sqliteVersion':'3','now':'2024-01-15T05:00:00Z','startedAt':"
                + "'2024-01-15T05:00:00Z','configPath':'/c','configLoadedAt':'2024-01-15T05:00:00Z','configError':'',"
                + "'running':[],'jobs':[],'destinations':[],'objectives':[],'alarms':[]" + more + "}}");
    }

    private void reported() {
        daemon.on("GetStatus", status("pulse1", ""))
                .on("ListDrills", inDrill(drill(5, 12, false, "disk <slow> & old")), inDrill(drill(4, 9, true, "")));
    }

    @Test
    void report_asText() {
        reported();
        assertEquals(0, run("drill", "report", "--limit", "2"));
        assertTrue(stage.outText().contains("drill 5 (monthly), "), stage.outText());
        assertTrue(stage.outText().contains("  note    disk <slow> & old\n"), stage.outText());
        assertTrue(stage.outText().contains("drill 4 (monthly), "), stage.outText());
    }

    @Test
    void report_asHtml_isWellFormed_andNeedsNothingFromAnywhere() throws Exception {
        reported();
        Path file = directory.resolve("drills.html");
        assertEquals(0, run("drill", "report", "--format", "html", "--out", file.toString()));
        assertEquals("", stage.outText());
        Document page = parsed(file);
        assertEquals(1, page.getElementsByTagName("svg").getLength());
        assertEquals(3, page.getElementsByTagName("tr").getLength(), "a heading and two drills");
        assertTrue(page.getDocumentElement().getTextContent().contains("disk <slow> & old"));
        String text = Files.readString(file);
        for (String outside : new String[] {"src=", "href=", "url(", "@import", "<script", "<link"}) {
            assertFalse(text.contains(outside), outside);
        }
    }

    @Test
    void report_ofNoDrillsIsAPageAsWell() throws Exception {
        daemon.on("GetStatus", status("a<b", "")).on("ListDrills", "{}");
        Path file = directory.resolve("none.html");
        assertEquals(0, run("drill", "report", "--format", "html", "--out", file.toString()));
        assertEquals(0, parsed(file).getElementsByTagName("svg").getLength());
    }

    private static Document parsed(Path file) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(Files.readString(file))));
    }

    @Test
    void report_thatCannotBeWritten_isAFailure() throws IOException {
        reported();
        assertEquals(
                1,
                run(
                        "drill",
                        "report",
                        "--out",
                        directory.resolve("no/such/file").toString()));
        assertTrue(stage.errText().contains("cannot be written"), stage.errText());
    }

    @Test
    void status_showsTheLastDrill() {
        daemon.on("GetStatus", status("h", ",'lastDrill':" + drill(5, 12, false, "")));
        assertEquals(0, run("status"));
        assertTrue(stage.outText().contains("Last drill      "), stage.outText());
        assertTrue(stage.outText().contains("FAILED: " + Samples.LABEL), stage.outText());
    }
}
