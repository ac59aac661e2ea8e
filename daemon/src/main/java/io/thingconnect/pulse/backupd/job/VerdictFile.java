package io.thingconnect.pulse.backupd.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.DrillRecord;
import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.storage.Upload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * {@code LABEL.verdict.json} beside an archive: the newest drill with this copy, for whoever has lost the catalog. One JSON
 * object; times are RFC 3339.
 */
final class VerdictFile {
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
