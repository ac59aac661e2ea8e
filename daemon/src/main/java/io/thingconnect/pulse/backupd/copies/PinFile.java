package io.thingconnect.pulse.backupd.copies;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.PinRecord;
import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.storage.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * {@code LABEL.pin} beside an archive: the pin for whoever has lost the catalog. One JSON object with {@code reason},
 * {@code by}, {@code at} and, unless the pin is for ever, {@code until}; times are RFC 3339.
 */
final class PinFile {
    private static final int LONGEST = 1 << 16;
    private static final ObjectMapper JSON = new ObjectMapper();

    private PinFile() {}

    static String name(String job, Label label) {
        return job + "/" + label + ".pin";
    }

    static void write(Storage storage, String job, PinRecord pin) throws IOException {
        ObjectNode object = JSON.createObjectNode();
        if (pin.until() != null) {
            object.put("until", pin.until().toString());
        }
        object.put("reason", pin.reason());
        object.put("by", pin.by());
        object.put("at", pin.at().toString());
        try (Upload upload = storage.begin(name(job, pin.label()))) {
            upload.stream().write((object + "\n").getBytes(StandardCharsets.UTF_8));
            upload.commit();
        }
    }

    /** Empty where the file holds anything but a pin. */
    static Optional<PinRecord> read(Storage storage, String job, Label label) throws IOException {
        try (InputStream in = storage.read(name(job, label))) {
            // From text: of bytes the library would guess the encoding, and call damage a failure to read.
            JsonNode object = JSON.readTree(new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8));
            if (object == null || !object.isObject()) {
                return Optional.empty();
            }
            String until = object.path("until").asText("");
            return Optional.of(new PinRecord(
                    label,
                    until.isEmpty() ? null : Instant.parse(until),
                    object.path("reason").asText(""),
                    object.path("by").asText(""),
                    Instant.parse(object.path("at").asText(""))));
        } catch (JsonProcessingException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
