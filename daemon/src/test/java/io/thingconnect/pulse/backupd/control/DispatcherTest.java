package io.thingconnect.pulse.backupd.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.control.varlink.AuditRecord;
import io.thingconnect.pulse.backupd.control.varlink.Dispatcher;
import io.thingconnect.pulse.backupd.control.varlink.Peer;
import io.thingconnect.pulse.backupd.control.varlink.Roles;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DispatcherTest {
    @TempDir
    Path directory;

    private Bench bench;

    @BeforeEach
    void makeBench() throws IOException {
        bench = new Bench(directory);
    }

    private List<AuditRecord> audited() throws BackupException, IOException {
        List<AuditRecord> records = new ArrayList<>();
        bench.audit.read(records::add);
        return records;
    }

    private String errorOf(String message) throws IOException {
        return bench.call(Bench.ROOT, message).get(0).path("error").asText();
    }

    @Test
    void strangersAreRefusedEverythingButTheServiceInterface() throws Exception {
        for (String name : bench.backup.methods.keySet()) {
            JsonNode reply = bench.call(Bench.EVE, name, "{}", true).get(0);
            assertEquals("NotPermitted", Bench.error(reply), name);
        }
        assertEquals(
                "",
                Bench.error(bench.call(Bench.EVE, "{\"method\":\"org.varlink.service.GetInfo\"}")
                        .get(0)));
        assertEquals(bench.backup.methods.size(), audited().size());
        assertEquals("NotPermitted", audited().get(0).result());
    }

    @Test
    void operatorsAreRefusedExactlyTheAdminMethods() throws IOException {
        bench.backup.methods.forEach((name, method) -> {
            // An undeclared parameter keeps the permitted ones from doing anything.
            String error = error(Bench.OLGA, name);
            assertEquals(method.admin() ? "NotPermitted" : "InvalidParameter", error, name);
            assertEquals("InvalidParameter", error(Bench.ADA, name), name);
        });
    }

    private String error(Peer peer, String name) {
        try {
            return Bench.error(bench.call(peer, name, "{\"nonsense\":1}", true).get(0));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anOperatorCancelsOnlyWhatTheyStarted() throws Exception {
        bench.runs.put(Fakes.run(1, "user:ada", RunState.RUNNING), null);
        bench.runs.put(Fakes.run(2, "user:olga", RunState.RUNNING), null);
        bench.runs.put(Fakes.run(3, "schedule", RunState.RUNNING), null);
        assertEquals(
                "NotPermitted",
                Bench.error(
                        bench.call(Bench.OLGA, "Cancel", "{\"run\":1}", false).get(0)));
        assertEquals(
                "NotPermitted",
                Bench.error(
                        bench.call(Bench.OLGA, "Cancel", "{\"run\":3}", false).get(0)));
        assertEquals(RunState.RUNNING, bench.runs.run(1).record().state());
        assertEquals(
                "",
                Bench.error(
                        bench.call(Bench.OLGA, "Cancel", "{\"run\":2}", false).get(0)));
        assertEquals(
                "",
                Bench.error(
                        bench.call(Bench.ADA, "Cancel", "{\"run\":3}", false).get(0)));
        assertEquals(RunState.CANCELLED, bench.runs.run(2).record().state());
        assertEquals(
                List.of("NotPermitted", "NotPermitted", "ok", "ok"),
                audited().stream().map(AuditRecord::result).toList());
    }

    @Test
    void whoLosesTheGroupLosesTheRoleAtTheNextCall() throws IOException {
        assertEquals(
                "", Bench.error(bench.call(Bench.OLGA, "GetStatus", "{}", false).get(0)));
        bench.groups.groups.remove(Roles.OPERATOR_GROUP);
        assertEquals(
                "NotPermitted",
                Bench.error(bench.call(Bench.OLGA, "GetStatus", "{}", false).get(0)));
    }

    @Test
    void callsThatChangeSomethingAndReadPathAreAuditedWhateverBecomesOfThem() throws Exception {
        bench.call(Bench.OLGA, "StartBackup", "{\"note\":\"before the update\"}", false);
        bench.call(Bench.OLGA, "StartVerify", "{\"label\":\"latest\",\"level\":\"deep\"}", false);
        bench.call(Bench.ADA, "StartRestore", "{\"label\":\"latest\",\"target\":\"/tmp/x\"}", false);
        bench.call(Bench.ADA, "Cancel", "{\"run\":99}", false);
        bench.call(Bench.ADA, "Reload", "{\"x\":1}", false);
        bench.call(Bench.ADA, "ReadPath", "{\"label\":\"latest\",\"path\":\"etc/shadow\"}", true);
        bench.call(Bench.ADA, "GetStatus", "{}", false);
        List<AuditRecord> records = audited();
        assertEquals(
                List.of(
                        "olga StartBackup ok",
                        "olga StartVerify InvalidParameter",
                        "ada StartRestore ok",
                        "ada Cancel RunNotFound",
                        "ada Reload InvalidParameter",
                        "ada ReadPath PathNotFound"),
                records.stream()
                        .map(r -> r.user() + " " + r.method() + " " + r.result())
                        .toList());
        assertEquals("{\"note\":\"before the update\"}", records.get(0).parameters());
        assertEquals(12, records.get(0).pid());
        assertEquals(Fakes.NOW, records.get(0).at());
    }

    @Test
    void whatCannotBeFoundIsNamed() throws IOException {
        JsonNode reply = bench.call(Bench.ROOT, "{\"method\":\"io.thingconnect.pulse.other.Get\"}")
                .get(0);
        assertEquals(
                "org.varlink.service.InterfaceNotFound", reply.path("error").asText());
        assertEquals(
                "io.thingconnect.pulse.other", reply.at("/parameters/interface").asText());
        reply = bench.call(Bench.ROOT, "GetNothing", "{}", false).get(0);
        assertEquals("org.varlink.service.MethodNotFound", reply.path("error").asText());
        assertEquals(
                Dispatcher.BACKUP + ".GetNothing",
                reply.at("/parameters/method").asText());
        assertEquals("org.varlink.service.MethodNotFound", errorOf("{\"method\":\"GetStatus\"}"));
        assertEquals(
                "org.varlink.service.MethodNotFound", errorOf("{\"method\":\"\ud800\"}".replace("\ud800", "\\ud800")));
    }

    @Test
    void anUpgradeIsRefused() throws IOException {
        assertEquals(
                "org.varlink.service.MethodNotImplemented",
                errorOf("{\"method\":\"io.thingconnect.pulse.backup.GetStatus\",\"upgrade\":true}"));
    }

    @Test
    void parametersThatAreMissingUnknownOrOfAnotherTypeAreNamed() throws IOException {
        String[][] cases = {
            {"GetRun", "{}", "run"},
            {"GetRun", "{\"run\":null}", "run"},
            {"GetRun", "{\"run\":\"1\"}", "run"},
            {"GetRun", "{\"run\":1.0}", "run"},
            {"GetRun", "{\"run\":9007199254740993}", "run"},
            {"GetRun", "{\"run\":123456789012345678901234567890}", "run"},
            {"GetRun", "{\"run\":{\"a\":[1,2]}}", "run"},
            {"GetRun", "{\"run\":1,\"Run\":1}", "Run"},
            {"StartBackup", "{\"components\":[\"database\",1]}", "components"},
            {"StartBackup", "{\"components\":\"database\"}", "components"},
            {"StartBackup", "{\"includeLogs\":\"yes\"}", "includeLogs"},
            {"GetStatus", "{\"verbose\":true}", "verbose"},
        };
        for (String[] c : cases) {
            JsonNode reply = bench.one(c[0], c[1]);
            assertEquals(
                    "org.varlink.service.InvalidParameter", reply.path("error").asText(), c[1]);
            assertEquals(c[2], reply.at("/parameters/parameter").asText(), c[1]);
        }
        assertTrue(bench.runs.requests.isEmpty());
    }

    @Test
    void valuesOutOfRangeHaveAnErrorThatSaysSo() throws IOException {
        String[][] cases = {
            {"StartBackup", "{\"type\":\"monthly\"}"},
            {"StartBackup", "{\"components\":[\"everything\"]}"},
            {"StartBackup", "{\"compression\":\"rar\"}"},
            {"StartBackup", "{\"compression\":\"gzip\",\"level\":19}"},
            {"StartBackup", "{\"level\":-1}"},
            {"StartBackup", "{\"note\":\"two\\nlines\"}"},
            {"StartVerify", "{\"label\":\"latest\",\"level\":\"deep\"}"},
            {"StartRestore", "{\"label\":\"latest\",\"target\":\"here\"}"},
            {"StartRestore", "{\"label\":\"latest\",\"target\":\"/a\\u0000b\"}"},
        };
        for (String[] c : cases) {
            JsonNode reply = bench.one(c[0], c[1]);
            assertEquals(
                    "io.thingconnect.pulse.backup.InvalidParameter",
                    reply.path("error").asText(),
                    c[1]);
        }
        JsonNode reply =
                bench.call(Bench.ROOT, "ListRuns", "{\"limit\":1001}", true).get(0);
        assertEquals(
                "io.thingconnect.pulse.backup.InvalidParameter",
                reply.path("error").asText());
        reply = bench.call(Bench.ROOT, "ListAudit", "{\"since\":\"yesterday\"}", true)
                .get(0);
        assertEquals(
                "io.thingconnect.pulse.backup.InvalidParameter",
                reply.path("error").asText());
        assertTrue(bench.runs.requests.isEmpty());
    }

    @Test
    void aOnewayCallIsDoneAndNotAnswered() throws IOException {
        assertEquals(
                List.of(),
                bench.call(Bench.ROOT, "{\"method\":\"io.thingconnect.pulse.backup.StartBackup\",\"oneway\":true}"));
        assertEquals(1, bench.runs.requests.size());
        assertEquals(
                List.of(),
                bench.call(Bench.ROOT, "{\"method\":\"io.thingconnect.pulse.backup.Nothing\",\"oneway\":true}"));
    }

    @Test
    void aDefectIsAnsweredAsInternalAndTheDispatcherGoesOn() throws IOException {
        bench.runs.defect = new IllegalStateException("secret detail");
        JsonNode reply = bench.one("StartBackup", "{}");
        assertEquals("Internal", Bench.error(reply));
        assertEquals(-1, reply.toString().indexOf("secret detail"));
        assertEquals("", Bench.error(bench.one("GetStatus", "{}")));
    }

    @Test
    void aBackupWithoutAJobTakesTheOnlyOneOrTheFirstWithTheDatabase() throws IOException {
        bench.one("StartBackup", "{}");
        assertEquals("daily", bench.runs.requests.get(0).job());
        Bench several = new Bench(directory, List.of("files", "weekly", "monthly"));
        several.one("StartBackup", "{}");
        assertEquals("weekly", several.runs.requests.get(0).job());
        Bench none = new Bench(directory, List.of("files", "files"));
        assertEquals("JobNotFound", Bench.error(none.one("StartBackup", "{}")));
    }

    @Test
    void aRequestCarriesWhatTheCallSaid() throws IOException {
        bench.one(
                "StartBackup",
                "{\"job\":\"daily\",\"type\":\"full\",\"components\":[\"database\",\"logs\"],\"includeLogs\":true,"
                        + "\"compression\":\"zstd\",\"level\":19,\"note\":\"x\"}");
        Request.Backup request = (Request.Backup) bench.runs.requests.get(0);
        assertEquals(
                "Backup[job=daily, kind=Optional[FULL], only=[DATABASE, LOGS], includeLogs=true, "
                        + "compression=Optional[ZSTD], level=Optional[19], note=x, onlyIfChanged=false]",
                request.toString());
        bench.one("StartRestore", "{\"label\":\"latest\",\"target\":\"/srv/a/../b\",\"destination\":\"nas\"}");
        assertEquals(
                "Restore[label=latest, target=/srv/b, destination=Optional[nas]]",
                bench.runs.requests.get(1).toString());
    }

    @Test
    void listsAnswerOneItemAReplyAndAnEmptyOneIsOneEmptyReply() throws IOException {
        assertEquals(2, bench.call(Bench.ROOT, "ListBackups", "{}", true).size());
        assertEquals(
                2,
                bench.call(Bench.ROOT, "ListBackups", "{\"job\":\"daily\"}", true)
                        .size());
        List<JsonNode> none = bench.call(Bench.ROOT, "ListBackups", "{\"job\":\"weekly\"}", true);
        assertEquals("{\"parameters\":{}}", none.get(0).toString());
        assertEquals(
                3,
                bench.call(Bench.ROOT, "ListEntries", "{\"label\":\"latest\"}", true)
                        .size());
    }

    @Test
    void readPathStreamsTheFileAsItIs() throws IOException {
        List<JsonNode> replies = bench.call(
                Bench.ROOT,
                "ReadPath",
                "{\"label\":\"latest\",\"path\":\"/etc/thingconnect-pulse/config.yaml\"}",
                true);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (JsonNode reply : replies) {
            content.writeBytes(
                    Base64.getDecoder().decode(reply.at("/parameters/data").asText()));
        }
        assertTrue(replies.size() > 1);
        assertTrue(Arrays.equals(Fakes.CONTENT, content.toByteArray()));
    }

    @Test
    void findPathLooksInEveryGoodBackupUnlessOneIsNamed() throws IOException {
        List<JsonNode> replies = bench.call(Bench.ROOT, "FindPath", "{\"pattern\":\"*.yaml\"}", true);
        assertEquals(1, replies.size());
        assertEquals(
                Fakes.FULL.toString(), replies.get(0).at("/parameters/label").asText());
        replies = bench.call(
                Bench.ROOT, "FindPath", "{\"pattern\":\"/etc/**/M*\",\"label\":\"" + Fakes.DELTA + "\"}", true);
        assertEquals(
                Fakes.DELTA.toString(), replies.get(0).at("/parameters/label").asText());
        assertEquals("symlink", replies.get(0).at("/parameters/entry/type").asText());
        assertEquals(
                "{\"parameters\":{}}",
                bench.call(Bench.ROOT, "FindPath", "{\"pattern\":\"nothing\"}", true)
                        .get(0)
                        .toString());
    }

    @Test
    void theStateOfABackupIsThatOfItsBestCopy() throws IOException {
        List<JsonNode> replies = bench.call(Bench.ROOT, "ListBackups", "{}", true);
        assertEquals("pending", replies.get(0).at("/parameters/backup/state").asText());
        assertEquals("good", replies.get(1).at("/parameters/backup/state").asText());
        assertTrue(replies.get(0).at("/parameters/backup/lastVerification").isMissingNode());
        assertEquals(
                "restore",
                replies.get(1).at("/parameters/backup/lastVerification/level").asText());
    }

    @Test
    void listAuditFiltersByTimeUserAndMethod() throws IOException {
        bench.call(Bench.OLGA, "StartBackup", "{}", false);
        bench.call(Bench.ADA, "Reload", "{}", false);
        assertEquals(2, bench.call(Bench.ROOT, "ListAudit", "{}", true).size());
        JsonNode only =
                bench.call(Bench.ROOT, "ListAudit", "{\"user\":\"ada\"}", true).get(0);
        assertEquals("Reload", only.at("/parameters/record/method").asText());
        assertEquals(
                1,
                bench.call(Bench.ROOT, "ListAudit", "{\"method\":\"StartBackup\"}", true)
                        .size());
        List<JsonNode> later = bench.call(Bench.ROOT, "ListAudit", "{\"since\":\"2026-03-01T02:00:01Z\"}", true);
        assertEquals("{\"parameters\":{}}", later.get(0).toString());
    }
}
