package io.thingconnect.pulse.backupd.restore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One field of a JSON document removed, or replaced by another value: of its own type, or of the same name elsewhere. */
final class JsonChange {
    private final Random random;

    JsonChange(Random random) {
        this.random = random;
    }

    /** Changes it and says what was changed. */
    String one(JsonNode root) {
        List<ObjectNode> objects = new ArrayList<>();
        collect(root, objects);
        ObjectNode object = objects.get(random.nextInt(objects.size()));
        List<String> fields = new ArrayList<>();
        object.fieldNames().forEachRemaining(fields::add);
        String field = fields.get(random.nextInt(fields.size()));
        return field + " " + change(object, field, objects);
    }

    private static void collect(JsonNode node, List<ObjectNode> objects) {
        if (node instanceof ObjectNode object && !object.isEmpty()) {
            objects.add(object);
        }
        node.forEach(child -> collect(child, objects));
    }

    private String change(ObjectNode object, String field, List<ObjectNode> objects) {
        JsonNode value = object.get(field);
        switch (random.nextInt(5)) {
            case 0 -> object.remove(field);
            case 1 -> {
                JsonNode same = objects.get(random.nextInt(objects.size())).get(field);
                object.set(field, same == null ? JsonNodeFactory.instance.nullNode() : same.deepCopy());
            }
            default -> object.set(field, other(value));
        }
        return value + " -> " + object.get(field);
    }

    private JsonNode other(JsonNode value) {
        if (value.isTextual()) {
            StringBuilder text = new StringBuilder(value.textValue());
            if (text.length() == 0 || random.nextInt(4) == 0) {
                return JsonNodeFactory.instance.textNode(text + "a");
            }
            int at = random.nextInt(text.length());
            char c = text.charAt(at);
            text.setCharAt(at, Character.isDigit(c) ? (char) ('0' + (c - '0' + 1) % 10) : (char) (c ^ 1));
            return JsonNodeFactory.instance.textNode(text.toString());
        }
        if (value.isNumber()) {
            long number = value.longValue();
            long next =
                    random.nextBoolean() ? number + 1 : random.nextBoolean() ? -number : number << random.nextInt(60);
            return JsonNodeFactory.instance.numberNode(next);
        }
        if (value instanceof ArrayNode array && !array.isEmpty()) {
            ArrayNode copy = array.deepCopy();
            int at = random.nextInt(copy.size());
            if (random.nextBoolean()) {
                copy.remove(at);
            } else {
                copy.add(copy.get(at).deepCopy());
            }
            return copy;
        }
        return value.isBoolean()
                ? JsonNodeFactory.instance.booleanNode(!value.booleanValue())
                : JsonNodeFactory.instance.nullNode();
    }
}
