package io.thingconnect.pulse.backupd.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.control.varlink.Peer;
import io.thingconnect.pulse.backupd.job.Request;
import io.thingconnect.pulse.backupd.recovery.RestorePlanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PlanRestore, Compare, StartConsolidate, and what GetBackup, ListBackups and ListEntries say of chains. */
final class RestoreCallsTest {
    @TempDir
    Path directory;

    private Bench bench;

    @BeforeEach
    void makeBench() throws IOException {
        bench = new Bench(directory);
    }

    private JsonNode one(Peer peer, String method, String parameters) throws IOException {
        List<JsonNode> replies = bench.call(peer, method, parameters, false);
        assertEquals(1, replies.size());
        return replies.get(0);
    }

    @Test
    void planPassesOnWhatWasAskedAndSaysWhatIsLost() throws IOException {
        JsonNode plan = one(
                        Bench.OLGA,
                        "PlanRestore",
                        "{\"at\":\"2026-03-01 04:12:03\",\"job\":\"daily\",\"timeline\":2,\"destination\":\"nas\"}")
                .at("/parameters/plan");
        assertEquals(
                List.of(new RestorePlanner.Query(
                        Optional.empty(),
                        Optional.of("2026-03-01 04:12:03"),
                        Optional.of("daily"),
                        OptionalInt.of(2),
                        Optional.of("nas"))),
                bench.restores.asked);
        assertEquals(723, plan.get("lossSeconds").asInt());
        assertEquals("2026-03-01T03:12:03Z", plan.get("wantedAt").asText());
        assertEquals(2, plan.get("chain").size());
        assertEquals("full", plan.at("/chain/0/kind").asText());
        assertEquals(1010, plan.get("readBytes").asInt());
        assertEquals(12, plan.get("expectedSeconds").asInt());
    }

    @Test
    void planOfALabelHasNoLoss() throws IOException {
        JsonNode plan = one(Bench.OLGA, "PlanRestore", "{\"label\":\"latest\"}").at("/parameters/plan");
        assertTrue(plan.at("/lossSeconds").isMissingNode());
        assertTrue(plan.at("/wantedAt").isMissingNode());
        assertTrue(plan.at("/expectedSeconds").isMissingNode());
    }

    @Test
    void planRefusesATimelineThatCannotBe() throws IOException {
        for (String timeline : List.of("0", "-1", "4294967297")) {
            JsonNode reply = one(Bench.OLGA, "PlanRestore", "{\"label\":\"latest\",\"timeline\":" + timeline + "}");
            assertEquals("InvalidParameter", Bench.error(reply), timeline);
        }
        assertEquals(List.of(), bench.restores.asked);
    }

    @Test
    void compareStreamsFilesAndDatabases() throws IOException {
        List<JsonNode> replies = bench.call(Bench.OLGA, "Compare", "{\"label\":\"a\",\"other\":\"b\"}", true);
        assertEquals(3, replies.size());
        assertEquals("added", replies.get(0).at("/parameters/file/change").asText());
        assertTrue(replies.get(0).at("/parameters/file/sizeBefore").isMissingNode());
        assertEquals(3, replies.get(1).at("/parameters/database/differingPages").asInt());
        assertEquals(0, replies.get(2).at("/parameters/file/sizeBefore").asInt());
        assertTrue(replies.get(2).at("/continues").isMissingNode());
    }

    @Test
    void compareOfEqualsIsOneEmptyReply() throws IOException {
        List<JsonNode> replies = bench.call(Bench.OLGA, "Compare", "{\"label\":\"a\",\"other\":\"a\"}", true);
        assertEquals(1, replies.size());
        assertEquals(0, replies.get(0).get("parameters").size());
        JsonNode live = bench.call(Bench.OLGA, "Compare", "{\"label\":\"a\",\"other\":\"live\"}", true)
                .get(0);
        assertEquals("NotSupported", Bench.error(live));
    }

    @Test
    void consolidateIsForAdmins() throws IOException {
        assertEquals("NotPermitted", Bench.error(one(Bench.OLGA, "StartConsolidate", "{\"label\":\"x\"}")));
        assertEquals("", Bench.error(one(Bench.ADA, "StartConsolidate", "{\"label\":\"x\"}")));
        assertEquals(List.of(new Request.Consolidate("x")), bench.runs.requests);
    }

    private static BackupRecord record(Label label, String contentId, Lineage lineage) {
        BackupRecord b = Fakes.backup(label, null, CopyState.GOOD);
        return new BackupRecord(
                label,
                b.job(),
                contentId,
                lineage,
                b.takenAt(),
                b.finishedAt(),
                b.compression(),
                b.archiveBytes(),
                b.plainBytes(),
                b.databaseBytes(),
                b.entries(),
                b.schemaVersion(),
                b.components(),
                b.note(),
                b.warnings(),
                b.runId(),
                b.copies());
    }

    @Test
    void parentIsTheOneThatServesNowElseTheRecordedOne() throws IOException {
        String content = "ab".repeat(32);
        Label first = new Label(Fakes.NOW.plusSeconds(60), Kind.INCREMENTAL);
        Label consolidated = new Label(Fakes.NOW.plusSeconds(60), Kind.FULL);
        Label gone = new Label(Fakes.NOW.minusSeconds(60), Kind.FULL);
        Label orphan = new Label(Fakes.NOW.plusSeconds(120), Kind.DIFFERENTIAL);
        bench = new Bench(
                directory,
                new FakeBackups(List.of(
                        record(orphan, "00".repeat(32), Lineage.delta(1, "11".repeat(32), gone)),
                        record(Fakes.DELTA, "22".repeat(32), Lineage.delta(1, content, first)),
                        record(consolidated, content, Lineage.consolidated(1, first)))));
        JsonNode delta = one(Bench.OLGA, "GetBackup", "{\"label\":\"" + Fakes.DELTA + "\"}")
                .get("parameters");
        assertEquals(consolidated.toString(), delta.at("/backup/parent").asText());
        assertEquals(consolidated.toString(), delta.at("/chain/0").asText());
        assertEquals(Fakes.DELTA.toString(), delta.at("/chain/1").asText());
        JsonNode broken =
                one(Bench.OLGA, "GetBackup", "{\"label\":\"" + orphan + "\"}").get("parameters");
        assertEquals(gone.toString(), broken.at("/backup/parent").asText());
        assertEquals(1, broken.get("chain").size());
        JsonNode full = one(Bench.OLGA, "GetBackup", "{\"label\":\"" + consolidated + "\"}")
                .get("parameters");
        assertEquals(first.toString(), full.at("/backup/consolidatedFrom").asText());
        assertTrue(full.at("/backup/parent").isMissingNode());
        assertTrue(full.at("/changed").isMissingNode());
    }

    @Test
    void aDeltaTellsWhatItCarries() throws IOException {
        JsonNode detail = one(Bench.OLGA, "GetBackup", "{\"label\":\"" + Fakes.DELTA + "\"}")
                .get("parameters");
        assertEquals(
                "{\"carriedEntries\":2,\"unchangedEntries\":1,\"deletedEntries\":1,\"changedPages\":2}",
                detail.get("changed").toString());
        DatabaseState database = Fakes.manifest(Fakes.DELTA).databases().get(0);
        assertEquals(
                database.delta().size(), detail.at("/databases/0/deltaBytes").asLong());
        JsonNode full = one(Bench.OLGA, "GetBackup", "{\"label\":\"" + Fakes.FULL + "\"}");
        assertTrue(full.at("/parameters/databases/0/deltaBytes").isMissingNode());
    }

    @Test
    void entriesSayWhetherTheyAreCarried() throws IOException {
        List<JsonNode> all = bench.call(Bench.OLGA, "ListEntries", "{\"label\":\"" + Fakes.DELTA + "\"}", true);
        assertEquals(
                List.of("true", "false", "true"),
                all.stream()
                        .map(r -> r.at("/parameters/entry/carried").asText())
                        .toList());
        List<JsonNode> changes =
                bench.call(Bench.OLGA, "ListEntries", "{\"label\":\"" + Fakes.DELTA + "\",\"changes\":true}", true);
        assertEquals(3, changes.size());
        assertEquals(
                List.of("true", "true", ""),
                changes.stream()
                        .map(r -> r.at("/parameters/entry/carried").asText())
                        .toList());
        assertEquals("etc/old", changes.get(2).at("/parameters/deleted").asText());
    }
}
