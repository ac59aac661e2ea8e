package io.thingconnect.pulse.ctl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One JSON object of the daemon, read field by field. Absent and null are the same; another type than expected is a
 * {@link Failure}. {@link #text} is safe to show, {@link #raw} is what came.
 */
final class Fields {
    private final Map<String, Object> values;

    Fields(Map<String, Object> values) {
        this.values = values;
    }

    Map<String, Object> values() {
        return values;
    }

    /** To be changed, in the order in which it came. */
    Map<String, Object> copy() {
        return new LinkedHashMap<>(values);
    }

    boolean has(String name) {
        return values.get(name) != null;
    }

    /** "" where absent. */
    String raw(String name) throws Failure {
        Object value = values.get(name);
        if (value == null) {
            return "";
        }
        if (value instanceof String text) {
            return text;
        }
        throw Failure.garbage("field '" + name + "' is not a string");
    }

    /** Without control characters; "" where absent. */
    String text(String name) throws Failure {
        return Text.clean(raw(name));
    }

    /** -1 where absent: the protocol's numbers are sizes, counts and ids. */
    long number(String name) throws Failure {
        Object value = values.get(name);
        if (value == null) {
            return -1;
        }
        if (value instanceof Long number) {
            return number;
        }
        throw Failure.garbage("field '" + name + "' is not a whole number");
    }

    boolean flag(String name) throws Failure {
        Object value = values.get(name);
        if (value == null) {
            return false;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw Failure.garbage("field '" + name + "' is not true or false");
    }

    /** Null where absent. */
    Fields object(String name) throws Failure {
        Object value = values.get(name);
        return value == null ? null : of(value, name);
    }

    /** An object the contract promises. */
    Fields required(String name) throws Failure {
        Fields object = object(name);
        if (object == null) {
            throw Failure.garbage("field '" + name + "' is missing");
        }
        return object;
    }

    List<Fields> objects(String name) throws Failure {
        List<Fields> objects = new ArrayList<>();
        for (Object value : list(name)) {
            objects.add(of(value, name));
        }
        return objects;
    }

    /** Without control characters. */
    List<String> texts(String name) throws Failure {
        List<String> texts = new ArrayList<>();
        for (Object value : list(name)) {
            if (!(value instanceof String text)) {
                throw Failure.garbage("field '" + name + "' holds something else than strings");
            }
            texts.add(Text.clean(text));
        }
        return texts;
    }

    List<?> list(String name) throws Failure {
        Object value = values.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw Failure.garbage("field '" + name + "' is not a list");
    }

    private static Fields of(Object value, String name) throws Failure {
        if (value instanceof Map<?, ?> map) {
            // Every map of the tree was made by JsonReader, with strings as keys.
            @SuppressWarnings("unchecked")
            Map<String, Object> values = (Map<String, Object>) map;
            return new Fields(values);
        }
        throw Failure.garbage("field '" + name + "' is not an object");
    }
}
