package io.thingconnect.pulse.backupd.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.control.varlink.Dispatcher;
import io.thingconnect.pulse.backupd.control.varlink.Method;
import io.thingconnect.pulse.backupd.control.varlink.Role;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.job.RunView;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The {@code .varlink} files and the code, held against each other. */
final class ContractTest {
    @TempDir
    Path directory;

    private Bench bench;

    @BeforeEach
    void makeBench() throws IOException {
        bench = new Bench(directory, List.of("daily", "files"));
    }

    private Map<String, Map<String, Method>> table() {
        return Methods.table(bench.services, bench.roles, "0.1.0", Duration.ofSeconds(5));
    }

    @Test
    void everyDeclaredMethodIsInTheTableAndViceVersa() {
        assertEquals(
                new TreeSet<>(bench.backup.methods.keySet()),
                new TreeSet<>(table().get(Dispatcher.BACKUP).keySet()));
        assertEquals(
                new TreeSet<>(bench.service.methods.keySet()),
                new TreeSet<>(table().get(Dispatcher.SERVICE).keySet()));
        assertEquals(
                new TreeSet<>(bench.restore.methods.keySet()),
                new TreeSet<>(table().get(Dispatcher.RESTORE).keySet()));
        assertEquals(Set.of(bench.backup.name, bench.service.name, bench.restore.name), table().keySet());
    }

    @Test
    void marksAndParametersOfEveryMethodAreThoseOfTheTable() {
        marksAndParameters(bench.backup, table().get(Dispatcher.BACKUP));
        marksAndParameters(bench.restore, table().get(Dispatcher.RESTORE));
        assertTrue(
                bench.backup.methods.values().stream().anyMatch(VarlinkFile.Method::admin), "no admin mark was read");
    }

    private static void marksAndParameters(VarlinkFile file, Map<String, Method> table) {
        table.forEach((name, method) -> {
            VarlinkFile.Method declared = file.methods.get(name);
            assertEquals(declared.more(), method.streams(), name + ": more");
            assertEquals(declared.admin(), method.needs() == Role.ADMIN, name + ": admin");
            assertFalse(method.needs() == Role.NONE, name + " is open to anybody");
            assertEquals(declared.in().fields().keySet(), method.parameters(), name + ": parameters");
        });
    }

    @Test
    void everyErrorCodeIsDeclaredAndViceVersa() {
        Set<String> codes =
                Arrays.stream(ErrorCode.values()).map(ErrorCode::wireName).collect(Collectors.toSet());
        assertEquals(codes, bench.backup.errors.keySet());
        bench.backup.errors.forEach((name, fields) ->
                assertEquals(Set.of("code", "message", "hint"), fields.fields().keySet(), name));
    }

    @Test
    void everyMethodsRepliesHaveTheDeclaredTypes() throws IOException {
        bench.runs.put(Fakes.run(1, "schedule", RunState.RUNNING), new RunView.Progress("database", 10, 100, 5, 18));
        bench.runs.put(Fakes.run(2, "user:root", RunState.RUNNING), new RunView.Progress("files", 10, -1, 5, -1));
        bench.runs.put(Fakes.run(3, "schedule", RunState.FAILED), null);
        Map<String, String> calls = new LinkedHashMap<>();
        for (String name : List.of(
                "GetStatus",
                "GetMetrics",
                "GetRunbook",
                "ListJobs",
                "ListBackups",
                "ListRuns",
                "ListDestinations",
                "GetConfig",
                "DescribeCatalog")) {
            calls.put(name, "{}");
        }
        for (String name : List.of("GetBackup", "ListEntries")) {
            calls.put(name, "{\"label\":\"latest\"}");
        }
        calls.put("GetObjectives", "{\"days\":7}");
        calls.put("FindPath", "{\"pattern\":\"*.yaml\"}");
        calls.put("ReadPath", "{\"label\":\"latest\",\"path\":\"/etc/thingconnect-pulse/config.yaml\"}");
        calls.put(
                "StartBackup",
                "{\"job\":\"daily\",\"type\":\"full\",\"components\":[\"database\"],\"includeLogs\":true,"
                        + "\"compression\":\"gzip\",\"level\":9,\"note\":\"n\"}");
        calls.put("StartVerify", "{\"label\":\"latest\"}");
        calls.put("StartRestore", "{\"label\":\"latest\",\"target\":\"/tmp/x\"}");
        calls.put(
                "PlanRestore",
                "{\"at\":\"2026-03-01 02:00\",\"job\":\"daily\",\"timeline\":1,\"destination\":\"local\"}");
        calls.put("Compare", "{\"label\":\"latest\",\"other\":\"pulse\"}");
        calls.put("StartSalvage", "{\"label\":\"latest\",\"target\":\"/tmp/x\"}");
        calls.put("StartCopy", "{\"label\":\"latest\",\"destination\":\"nas\"}");
        calls.put("StartConsolidate", "{\"label\":\"latest\"}");
        calls.put("PlanExpire", "{\"job\":\"daily\"}");
        calls.put("StartRebuild", "{\"from\":\"local\"}");
        calls.put("GetDestinationOwner", "{\"destination\":\"local\"}");
        calls.put("AdoptDestination", "{\"destination\":\"local\",\"instance\":\"id\"}");
        calls.put("ProbeDestinations", "{}");
        calls.put("Export", "{\"label\":\"latest\",\"chain\":true,\"destination\":\"local\"}");
        calls.put("StartExpire", "{}");
        calls.put("Pin", "{\"label\":\"latest\",\"until\":\"2030-01-01T00:00:00Z\",\"reason\":\"audit\"}");
        calls.put("StartDrill", "{\"name\":\"monthly\",\"from\":\"local\",\"scope\":\"box\",\"backup\":\"oldest\"}");
        calls.put("ListDrillPlans", "{}");
        calls.put("ListDrills", "{\"limit\":2}");
        calls.put("NoteDrill", "{\"drill\":3,\"text\":\"learned\"}");
        calls.put("ListAlarms", "{\"all\":true,\"limit\":2}");
        calls.put("AcknowledgeAlarm", "{\"alarm\":\"" + FakeAlarms.ID + "\",\"note\":\"on Monday\"}");
        calls.put("TestChannels", "{\"channel\":\"ops\"}");
        calls.put("Unpin", "{\"label\":\"latest\"}");
        calls.put("GetRun", "{\"run\":1}");
        calls.put("Watch", "{\"run\":3}");
        calls.put("Cancel", "{\"run\":2}");
        calls.put("Doctor", "{\"integrity\":true}");
        calls.put("Reload", "{}");
        calls.put("ListAudit", "{}");
        for (Map.Entry<String, String> call : calls.entrySet()) {
            boolean more = bench.backup.methods.get(call.getKey()).more();
            for (JsonNode reply : bench.call(Bench.ROOT, call.getKey(), call.getValue(), more)) {
                assertEquals("", Bench.error(reply), call.getKey());
            }
        }
        assertEquals(new TreeSet<>(bench.backup.methods.keySet()), bench.answered);
    }

    @Test
    void serviceMethodsRepliesHaveTheDeclaredTypes() throws IOException {
        JsonNode info = bench.call(Bench.EVE, "{\"method\":\"org.varlink.service.GetInfo\"}")
                .get(0);
        assertEquals(3, info.at("/parameters/interfaces").size());
        for (VarlinkFile file : List.of(bench.backup, bench.service, bench.restore)) {
            JsonNode reply = bench.call(
                            Bench.EVE,
                            "{\"method\":\"org.varlink.service.GetInterfaceDescription\",\"parameters\":{\"interface\":\""
                                    + file.name + "\"}}")
                    .get(0);
            VarlinkFile served =
                    new VarlinkFile(reply.at("/parameters/description").asText());
            assertEquals(file.methods, served.methods);
        }
        assertEquals(Set.of("GetInfo", "GetInterfaceDescription"), bench.answered);
    }

    @Test
    void everyStreamingMethodWithoutMoreIsToldToAskForMore() throws IOException {
        for (String name : bench.backup.methods.keySet()) {
            JsonNode reply = bench.call(Bench.ROOT, name, "{}", false).get(0);
            assertEquals(
                    bench.backup.methods.get(name).more(), Bench.error(reply).equals("ExpectedMore"), name);
        }
    }

    @Test
    void theCheckerFindsWhatDoesNotFit() throws IOException {
        VarlinkFile.Struct type = bench.backup.types.get("Verification");
        ObjectMapper json = new ObjectMapper();
        String good =
                "{'level':'entries','destination':'local','passed':true,'at':'2026-01-01T00:00:00Z','bytesRead':1,'message':''}"
                        .replace('\'', '"');
        assertEquals(List.of(), bench.backup.problems("v", json.readTree(good), type));
        for (String bad : List.of(
                good.replace("true", "\"true\""),
                good.replace("\"message\"", "\"text\""),
                good.replace(":1,", ":1.5,"),
                good.replace(":1,", ":9007199254740993,"))) {
            assertFalse(bench.backup.problems("v", json.readTree(bad), type).isEmpty(), bad);
        }
    }
}
