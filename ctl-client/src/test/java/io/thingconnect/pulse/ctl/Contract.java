package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The daemon's interface description, read so that calls and canned replies can be held against it. */
final class Contract {
    private static final Path FILE = Path.of(
            "../daemon/src/main/resources/io/thingconnect/pulse/backupd/control/io.thingconnect.pulse.backup.varlink");
    private static final Pattern DEFINITION =
            Pattern.compile("((?:#[^\n]*\n)*)(type|method|error) (\\w+) ?\\(([^)]*)\\)(?:\\s*->\\s*\\(([^)]*)\\))?");

    private final Map<String, Map<String, String>> types = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> parameters = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> results = new LinkedHashMap<>();
    private final Set<String> streaming = new LinkedHashSet<>();
    private final Set<String> errors = new LinkedHashSet<>();

    private Contract(String text) {
        Matcher definition = DEFINITION.matcher(text);
        while (definition.find()) {
            String name = definition.group(3);
            Map<String, String> fields = fields(definition.group(4));
            switch (definition.group(2)) {
                case "type" -> types.put(name, fields);
                case "error" -> errors.add(name);
                default -> {
                    parameters.put(name, fields);
                    results.put(name, fields(definition.group(5)));
                    if (definition.group(1).startsWith("# more")) {
                        streaming.add(name);
                    }
                }
            }
        }
    }

    static Contract read() throws IOException {
        return new Contract(Files.readString(FILE));
    }

    private static Map<String, String> fields(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : text.split(",")) {
            if (!field.isBlank()) {
                String[] parts = field.split(":", 2);
                fields.put(parts[0].strip(), parts[1].strip());
            }
        }
        return fields;
    }

    Set<String> errors() {
        return errors;
    }

    /** What is wrong with a call, empty where nothing is. */
    List<String> check(String method, Fields call) throws Failure {
        List<String> wrong = new ArrayList<>();
        if (!parameters.containsKey(method)) {
            wrong.add("there is no method " + method);
            return wrong;
        }
        check(method + " parameters", call.required("parameters").values(), parameters.get(method), wrong);
        if (call.flag("more") != streaming.contains(method)) {
            wrong.add(method + " wants more=" + streaming.contains(method));
        }
        return wrong;
    }

    List<String> checkResult(String method, Fields result) {
        List<String> wrong = new ArrayList<>();
        check(method + " result", result.values(), results.get(method), wrong);
        return wrong;
    }

    private void check(String where, Map<?, ?> values, Map<String, String> fields, List<String> wrong) {
        for (Object name : values.keySet()) {
            if (!fields.containsKey(name)) {
                wrong.add(where + ": unknown field " + name);
            }
        }
        fields.forEach((name, type) -> check(where + "." + name, values.get(name), type, wrong));
    }

    private void check(String where, Object value, String type, List<String> wrong) {
        if (type.startsWith("?")) {
            if (value != null) {
                check(where, value, type.substring(1), wrong);
            }
        } else if (type.startsWith("[]")) {
            if (value instanceof List<?> list) {
                list.forEach(item -> check(where + "[]", item, type.substring(2), wrong));
            } else {
                wrong.add(where + " is no list: " + value);
            }
        } else if (types.containsKey(type)) {
            if (value instanceof Map<?, ?> map) {
                check(where, map, types.get(type), wrong);
            } else {
                wrong.add(where + " is no " + type + ": " + value);
            }
        } else if (!isA(value, type)) {
            wrong.add(where + " is no " + type + ": " + value);
        }
    }

    private static boolean isA(Object value, String type) {
        return switch (type) {
            case "string" -> value instanceof String;
            case "int" -> value instanceof Long;
            case "bool" -> value instanceof Boolean;
            default -> false;
        };
    }
}
