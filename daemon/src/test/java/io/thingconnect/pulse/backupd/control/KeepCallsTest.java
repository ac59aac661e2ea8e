package io.thingconnect.pulse.backupd.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.control.varlink.Peer;
import io.thingconnect.pulse.backupd.job.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PlanExpire, StartExpire, Pin, Unpin, and what ListBackups leaves out. */
final class KeepCallsTest {
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
    void anOperatorMayLookAtThePlanButNotCarryItOutNorPin() throws IOException {
        assertEquals(2, bench.call(Bench.OLGA, "PlanExpire", "{}", true).size());
        for (String method : List.of("StartExpire", "Pin", "Unpin")) {
            assertEquals("NotPermitted", Bench.error(one(Bench.OLGA, method, "{}")), method);
        }
        assertEquals(List.of(), bench.keeping.asked);
        assertEquals(List.of(), bench.runs.requests);
    }

    @Test
    void planOfAnUnknownJobIsAnError() throws IOException {
        JsonNode reply = bench.call(Bench.OLGA, "PlanExpire", "{\"job\":\"unknown\"}", true)
                .get(0);
        assertEquals("JobNotFound", Bench.error(reply));
    }

    @Test
    void startExpireIsARunOfOneJobOrOfAll() throws IOException {
        one(Bench.ADA, "StartExpire", "{\"job\":\"daily\"}");
        one(Bench.ADA, "StartExpire", "{}");
        assertEquals(List.of(new Request.Expire("daily"), new Request.Expire("")), bench.runs.requests);
    }

    @Test
    void pinTellsWhoPinned() throws IOException {
        JsonNode reply =
                one(Bench.ADA, "Pin", "{\"label\":\"latest\",\"until\":\"2030-01-01T00:00:00Z\",\"reason\":\"audit\"}");
        assertEquals("nas did not take it", reply.at("/parameters/warnings/0").asText());
        one(Bench.ADA, "Pin", "{\"label\":\"latest\",\"reason\":\"audit\"}");
        assertEquals(
                List.of("latest Optional[2030-01-01T00:00:00Z] audit ada", "latest Optional.empty audit ada"),
                bench.keeping.asked);
    }

    @Test
    void pinRefusesWhatIsNoTimeAndNoReason() throws IOException {
        for (String wrong : List.of(
                "\"until\":\"tomorrow\",\"reason\":\"audit\"",
                "\"reason\":\" \"",
                "\"reason\":\"two\\nlines\"",
                "\"reason\":\"" + "x".repeat(501) + "\"")) {
            JsonNode reply = one(Bench.ADA, "Pin", "{\"label\":\"latest\"," + wrong + "}");
            assertEquals("InvalidParameter", Bench.error(reply), wrong);
        }
        assertEquals(List.of(), bench.keeping.asked);
    }

    @Test
    void expiredBackupsAreListedOnRequestOnly() throws IOException {
        FakeBackups backups = new FakeBackups(List.of(
                Fakes.backup(Fakes.DELTA, Fakes.FULL, CopyState.EXPIRED),
                Fakes.backup(Fakes.FULL, null, CopyState.GOOD)));
        bench = new Bench(directory, backups);
        assertEquals(1, bench.call(Bench.OLGA, "ListBackups", "{}", true).size());
        List<JsonNode> all = bench.call(Bench.OLGA, "ListBackups", "{\"all\":true}", true);
        assertEquals(2, all.size());
        assertTrue(all.get(0).toString().contains("\"state\":\"expired\""), all.toString());
    }
}
