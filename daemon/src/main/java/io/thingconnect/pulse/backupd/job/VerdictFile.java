package io.thingconnect.pulse.backupd.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.DrillRecord;
import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.storage.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code LABEL.verdict.json} beside an archive: the newest drill with this copy, for whoever has lost the catalog. One JSON
 * object; times are RFC 3339.
 */
final class VerdictFile {
    private static final int LONGEST = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private VerdictFile() {}

    static String name(String job, Label label) {
        return job + "/" + label + ".verdict.json";
    }

    static void write(Storage storage, String job, Label label, DrillRecord drill) throws IOException {
        try (Upload upload = storage.begin(name(job, label))) {
            upload.stream().write((json(drill) + "\n").getBytes(StandardCharsets.UTF_8));
            upload.commit();
        }
    }

    /**
     * What somebody wrote once, as of no run we know.
     *
     * @param destination the name it has now
     * @return empty where the file holds anything but a verdict
     */
    static Optional<DrillRecord> read(Storage storage, String job, Label label, String destination) throws IOException {
        try (InputStream in = storage.read(name(job, label))) {
            JsonNode object = JSON.readTree(in.readNBytes(LONGEST));
            if (object == null || !object.isObject()) {
                return Optional.empty();
            }
            List<DrillRecord.Phase> phases = new ArrayList<>();
            for (JsonNode phase : object.path("phases")) {
                phases.add(new DrillRecord.Phase(
                        phase.path("name").asText(), phase.path("millis").asLong()));
            }
            List<DrillRecord.Check> checks = new ArrayList<>();
            for (JsonNode check : object.path("checks")) {
                checks.add(new DrillRecord.Check(
                        check.path("name").asText(),
                        check.path("passed").asBoolean(),
                        check.path("detail").asText()));
            }
            return Optional.of(new DrillRecord(
                    0,
                    0,
                    object.path("drill").asText(),
                    label.toString(),
                    destination,
                    object.path("scope").asText(),
                    object.path("passed").asBoolean(),
                    Instant.parse(object.path("startedAt").asText()),
                    Instant.parse(object.path("endedAt").asText()),
                    object.path("bytesRead").asLong(),
                    phases,
                    checks,
                    object.path("message").asText(),
                    object.path("note").asText()));
        } catch (JsonProcessingException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static ObjectNode json(DrillRecord drill) {
        ObjectNode object = JSON.createObjectNode();
        object.put("label", drill.label());
        object.put("destination", drill.destination());
        object.put("drill", drill.name());
        object.put("scope", drill.scope());
        object.put("passed", drill.passed());
        object.put("startedAt", drill.startedAt().toString());
        object.put("endedAt", drill.endedAt().toString());
        object.put("bytesRead", drill.bytesRead());
        ArrayNode phases = object.putArray("phases");
        for (DrillRecord.Phase phase : drill.phases()) {
            phases.addObject().put("name", phase.name()).put("millis", phase.millis());
        }
        ArrayNode checks = object.putArray("checks");
        for (DrillRecord.Check check : drill.checks()) {
            checks.addObject()
                    .put("name", check.name())
                    .put("passed", check.passed())
                    .put("detail", check.detail());
        }
        object.put("message", drill.message());
        object.put("note", drill.note());
        return object;
    }
}
