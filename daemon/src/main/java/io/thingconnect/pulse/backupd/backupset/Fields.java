package io.thingconnect.pulse.backupd.backupset;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Typed fields of one untrusted JSON object; what does not fit is an {@code IllegalArgumentException} that names it. */
final class Fields {
    private final JsonNode node;
    private final String name;

    Fields(JsonNode node, String name) {
        if (node == null || !node.isObject()) {
            throw new IllegalArgumentException(name + " is not an object");
        }
        this.node = node;
        this.name = name;
    }

    IllegalArgumentException wrong(String field) {
        return new IllegalArgumentException("field '" + field + "' of " + name + " is missing or wrong");
    }

    boolean has(String field) {
        return node.has(field);
    }

    String text(String field) {
        JsonNode value = node.get(field);
        if (value == null || !value.isTextual() || value.textValue().indexOf('\0') >= 0) {
            throw wrong(field);
        }
        return value.textValue();
    }

    /** A relative path without empty, {@code .} or {@code ..} steps. */
    String path(String field) {
        return path(field, text(field));
    }

    /** Empty where the field is absent. */
    List<String> paths(String field) {
        List<String> paths = new ArrayList<>();
        if (has(field)) {
            for (String path : texts(field)) {
                paths.add(path(field, path));
            }
        }
        return paths;
    }

    /** False where absent. */
    boolean flag(String field) {
        if (has(field) && !node.get(field).isBoolean()) {
            throw wrong(field);
        }
        return has(field) && node.get(field).booleanValue();
    }

    private String path(String field, String path) {
        if (path.indexOf('\0') >= 0) {
            throw wrong(field);
        }
        for (String step : path.split("/", -1)) {
            if (step.isEmpty() || step.equals(".") || step.equals("..")) {
                throw wrong(field);
            }
        }
        return path;
    }

    Sha256 hash(String field) {
        String hex = text(field);
        try {
            return new Sha256(hex);
        } catch (IllegalArgumentException e) {
            throw wrong(field);
        }
    }

    Instant instant(String field) {
        try {
            return Instant.parse(text(field));
        } catch (DateTimeParseException e) {
            throw wrong(field);
        }
    }

    int integer(String field, int min, int max) {
        long value = number(field, max);
        if (value < min) {
            throw wrong(field);
        }
        return (int) value;
    }

    /** From 0 to {@code max}. */
    long number(String field, long max) {
        JsonNode value = node.get(field);
        if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(field);
        }
        if (value.longValue() < 0 || value.longValue() > max) {
            throw wrong(field);
        }
        return value.longValue();
    }

    Fields object(String field) {
        return new Fields(node.get(field), field);
    }

    List<Fields> objects(String field) {
        List<Fields> objects = new ArrayList<>();
        for (JsonNode element : array(field)) {
            objects.add(new Fields(element, "an element of '" + field + "'"));
        }
        return objects;
    }

    List<String> texts(String field) {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : array(field)) {
            if (!element.isTextual()) {
                throw wrong(field);
            }
            texts.add(element.textValue());
        }
        return texts;
    }

    Map<String, String> textMap(String field) {
        Map<String, String> map = new TreeMap<>();
        if (!has(field)) {
            return map;
        }
        if (!node.get(field).isObject()) {
            throw wrong(field);
        }
        for (Map.Entry<String, JsonNode> entry : node.get(field).properties()) {
            if (!entry.getValue().isTextual()) {
                throw wrong(field);
            }
            map.put(entry.getKey(), entry.getValue().textValue());
        }
        return map;
    }

    private JsonNode array(String field) {
        JsonNode value = node.get(field);
        if (value == null || !value.isArray()) {
            throw wrong(field);
        }
        return value;
    }
}
