package io.thingconnect.pulse.backupd.copies;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.catalog.DrillRecord;
import io.thingconnect.pulse.backupd.catalog.VerificationRecord;
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
 * {@code LABEL.verdict.json} beside an archive: what is known of this copy, for whoever has lost the catalog: its state, its
 * last verifications and its drills, the newest of them at the top level. One JSON object; times are RFC 3339.
 */
final class VerdictFile {
    private static final int LONGEST = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private VerdictFile() {}

    /**
     * What one holds.
     *
     * @param copy empty in a file that holds a drill only, as the first versions wrote it
     * @param drills newest first
     */
    record Content(Optional<CopyRecord> copy, List<VerificationRecord> proofs, List<DrillRecord> drills) {
        Content {
            proofs = List.copyOf(proofs);
            drills = List.copyOf(drills);
        }
    }

    static String name(String job, Label label) {
        return job + "/" + label + ".verdict.json";
    }

    static void write(Storage storage, String job, Label label, Content content) throws IOException {
        try (Upload upload = storage.begin(name(job, label))) {
            upload.stream().write((json(label, content) + "\n").getBytes(StandardCharsets.UTF_8));
            upload.commit();
        }
    }

    /**
     * What somebody wrote once, as of no run we know.
     *
     * @param destination the name it has now
     * @return empty where the file holds anything but a verdict
     */
    static Optional<Content> read(Storage storage, String job, Label label, String destination) throws IOException {
        try (InputStream in = storage.read(name(job, label))) {
            // From text: of bytes the library would guess the encoding, and call damage a failure to read.
            JsonNode object = JSON.readTree(new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8));
            if (object == null || !object.isObject()) {
                return Optional.empty();
            }
            List<DrillRecord> drills = new ArrayList<>();
            if (object.has("scope")) {
                drills.add(drill(object, label, destination));
            }
            for (JsonNode drill : object.path("earlierDrills")) {
                drills.add(drill(drill, label, destination));
            }
            List<VerificationRecord> proofs = new ArrayList<>();
            for (JsonNode proof : object.path("verifications")) {
                proofs.add(proof(proof, label, destination));
            }
            Optional<CopyRecord> copy = object.has("copy") ? copy(object.path("copy"), destination) : Optional.empty();
            boolean empty = copy.isEmpty() && drills.isEmpty();
            return empty ? Optional.empty() : Optional.of(new Content(copy, proofs, drills));
        } catch (JsonProcessingException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<CopyRecord> copy(JsonNode object, String destination) {
        return CopyState.parse(object.path("state").asText())
                .filter(CopyState::isPresent)
                .map(state -> new CopyRecord(
                        destination, state, object.path("readBack").asText(), time(object, "at")));
    }

    private static VerificationRecord proof(JsonNode object, Label label, String destination) {
        return new VerificationRecord(
                label,
                destination,
                object.path("level").asText(),
                object.path("passed").asBoolean(),
                time(object, "at"),
                object.path("bytesRead").asLong(),
                object.path("message").asText());
    }

    private static DrillRecord drill(JsonNode object, Label label, String destination) {
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
        return new DrillRecord(
                0,
                0,
                object.path("drill").asText(),
                label.toString(),
                destination,
                object.path("scope").asText(),
                object.path("passed").asBoolean(),
                time(object, "startedAt"),
                time(object, "endedAt"),
                object.path("bytesRead").asLong(),
                phases,
                checks,
                object.path("message").asText(),
                object.path("note").asText());
    }

    private static Instant time(JsonNode object, String name) {
        return Instant.parse(object.path(name).asText());
    }

    private static ObjectNode json(Label label, Content content) {
        ObjectNode object = JSON.createObjectNode();
        object.put("label", label.toString());
        if (!content.drills().isEmpty()) {
            put(object, content.drills().get(0));
        }
        content.copy().ifPresent(copy -> {
            object.put("destination", copy.destination());
            object.putObject("copy")
                    .put("state", copy.state().word())
                    .put("readBack", copy.readBack())
                    .put("at", copy.at().toString());
        });
        ArrayNode proofs = object.putArray("verifications");
        for (VerificationRecord proof : content.proofs()) {
            proofs.addObject()
                    .put("level", proof.level())
                    .put("passed", proof.passed())
                    .put("at", proof.at().toString())
                    .put("bytesRead", proof.bytesRead())
                    .put("message", proof.message());
        }
        if (content.drills().size() > 1) {
            ArrayNode drills = object.putArray("earlierDrills");
            content.drills().subList(1, content.drills().size()).forEach(drill -> put(drills.addObject(), drill));
        }
        return object;
    }

    private static void put(ObjectNode object, DrillRecord drill) {
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
    }
}
