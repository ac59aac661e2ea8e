package io.thingconnect.pulse.backupd.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.thingconnect.pulse.backupd.control.varlink.Dispatcher;
import io.thingconnect.pulse.backupd.control.varlink.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InPlaceCallsTest {
    @TempDir
    Path directory;

    private Bench bench;

    @BeforeEach
    void makeBench() throws IOException {
        bench = new Bench(directory, List.of("daily"));
    }

    private List<JsonNode> call(Peer peer, String method, String parameters) throws IOException {
        return bench.call(
                peer,
                "{\"method\":\"" + Dispatcher.RESTORE + "." + method + "\",\"parameters\":" + parameters
                        + ",\"more\":true}");
    }

    @Test
    void aCallBecomesACommandLine() throws IOException {
        List<JsonNode> replies = call(
                Bench.ROOT,
                "Restore",
                "{\"label\":\"latest\",\"job\":\"daily\",\"timeline\":2,\"destination\":\"nas\",\"only\":[\"users\"],"
                        + "\"paths\":[\"etc/a b\"],\"ownConfig\":true,\"noSafetyBackup\":true}");
        assertEquals("unpack", replies.get(0).at("/parameters/line").asText());
        assertEquals(0, replies.get(1).at("/parameters").size(), "a silence is an empty reply");
        assertEquals(
                List.of(
                        "--job=daily",
                        "--timeline=2",
                        "--destination=nas",
                        "--only=users",
                        "--path=etc/a b",
                        "--own-config",
                        "latest",
                        "--yes",
                        "--progress",
                        "--no-safety-backup"),
                bench.inPlace.asked.get(0));
        call(Bench.ROOT, "Plan", "{\"at\":\"2024-01-15 10:00\"}");
        assertEquals(List.of("--at=2024-01-15 10:00", "--dry-run"), bench.inPlace.asked.get(1));
        call(Bench.ROOT, "Undo", "{}");
        assertEquals(List.of("--undo", "--yes", "--progress"), bench.inPlace.asked.get(2));
        call(Bench.ROOT, "Status", "{}");
        assertEquals(List.of("--status"), bench.inPlace.asked.get(3));
    }

    @Test
    void noValueCanPassForAnOption() throws IOException {
        assertEquals(
                "InvalidParameter",
                Bench.error(call(Bench.ROOT, "Restore", "{\"label\":\"--root=/tmp/evil\"}")
                        .get(0)));
        call(Bench.ROOT, "Restore", "{\"label\":\"x\",\"job\":\"--root=/tmp/evil\",\"only\":[\"--undo\"]}");
        assertEquals(
                List.of("--job=--root=/tmp/evil", "--only=--undo", "x", "--yes", "--progress"),
                bench.inPlace.asked.get(0));
        assertEquals(1, bench.inPlace.asked.size());
    }

    @Test
    void anErrorOfTheProgramIsTheErrorOfTheCall() throws IOException {
        List<JsonNode> replies = call(Bench.ROOT, "Plan", "{\"label\":\"nothing\"}");
        assertEquals("BackupNotFound", Bench.error(replies.get(replies.size() - 1)));
    }

    @Test
    void onlyAdminsMay_andWhatChangesSomethingIsOnRecord() throws IOException {
        for (String method : List.of("Plan", "Restore", "Undo", "Status")) {
            String parameters = method.equals("Undo") || method.equals("Status") ? "{}" : "{\"label\":\"x\"}";
            assertEquals(
                    "NotPermitted",
                    Bench.error(call(Bench.OLGA, method, parameters).get(0)));
        }
        assertEquals(List.of(), bench.inPlace.asked);
        call(Bench.ROOT, "Plan", "{\"label\":\"x\"}");
        call(Bench.ROOT, "Restore", "{\"label\":\"x\"}");
        call(Bench.ROOT, "Undo", "{}");
        String audit = Files.readString(directory.resolve("audit.jsonl"));
        assertEquals(6, audit.lines().count(), audit);
        assertTrue(audit.contains(
                "\"method\":\"Restore\",\"parameters\":\"{\\\"label\\\":\\\"x\\\"}\",\"result\":\"ok\""));
    }
}
