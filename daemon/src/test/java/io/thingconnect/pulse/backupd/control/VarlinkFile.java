package io.thingconnect.pulse.backupd.control;

import com.fasterxml.jackson.databind.JsonNode;
import io.thingconnect.pulse.backupd.control.varlink.Method;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@code .varlink} file, read independently of the code it is the contract of. */
final class VarlinkFile {
    sealed interface Type {}

    record Named(String name) implements Type {}

    record Optional(Type of) implements Type {}

    record Array(Type of) implements Type {}

    record Struct(Map<String, Type> fields) implements Type {}

    record Method(Struct in, Struct out, boolean more, boolean admin) {}

    private static final Pattern TOKEN = Pattern.compile("#[^\\n]*|\\[\\]|->|[?():,]|[A-Za-z0-9_.-]+");

    final Map<String, Struct> types = new LinkedHashMap<>();
    final Map<String, Method> methods = new LinkedHashMap<>();
    final Map<String, Struct> errors = new LinkedHashMap<>();
    String name = "";

    private final List<String> tokens = new ArrayList<>();
    private int at;

    static VarlinkFile load(String name) throws IOException {
        try (InputStream in = Methods.class.getResourceAsStream(name + ".varlink")) {
            return new VarlinkFile(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    VarlinkFile(String text) {
        Matcher matcher = TOKEN.matcher(text);
        while (matcher.find()) {
            tokens.add(matcher.group());
        }
        StringBuilder comment = new StringBuilder();
        while (at < tokens.size()) {
            String token = tokens.get(at++);
            if (token.startsWith("#")) {
                comment.append(token.substring(1));
                continue;
            }
            declaration(token, comment.toString());
            comment.setLength(0);
        }
    }

    private void declaration(String keyword, String comment) {
        String declared = tokens.get(at++);
        switch (keyword) {
            case "interface" -> name = declared;
            case "type" -> types.put(declared, struct());
            case "error" -> errors.put(declared, struct());
            case "method" -> {
                Struct in = struct();
                expect("->");
                // The marks stand before the first semicolon of the comment, or are all of it.
                List<String> marks = List.of(comment.split(";")[0].strip().split(", *"));
                methods.put(declared, new Method(in, struct(), marks.contains("more"), marks.contains("admin")));
            }
            default -> throw new IllegalStateException("unexpected " + keyword);
        }
    }

    private void expect(String token) {
        if (!tokens.get(at++).equals(token)) {
            throw new IllegalStateException("expected " + token + " instead of " + tokens.get(at - 1));
        }
    }

    private Struct struct() {
        expect("(");
        Map<String, Type> fields = new LinkedHashMap<>();
        while (!tokens.get(at).equals(")")) {
            String field = tokens.get(at++);
            expect(":");
            fields.put(field, type());
            if (tokens.get(at).equals(",")) {
                at++;
            }
        }
        at++;
        return new Struct(fields);
    }

    private Type type() {
        String token = tokens.get(at);
        if (token.equals("(")) {
            return struct();
        }
        at++;
        return switch (token) {
            case "?" -> new Optional(type());
            case "[]" -> new Array(type());
            default -> new Named(token);
        };
    }

    /** What is wrong with a value; empty where nothing is. */
    List<String> problems(String where, JsonNode value, Type type) {
        List<String> found = new ArrayList<>();
        check(where, value, type, found);
        return found;
    }

    private void check(String where, JsonNode value, Type type, List<String> found) {
        if (type instanceof Optional optional) {
            check(where, value, optional.of(), found);
        } else if (type instanceof Array array) {
            if (!value.isArray()) {
                found.add(where + " is no array: " + value);
            }
            value.forEach(element -> check(where + "[]", element, array.of(), found));
        } else if (type instanceof Struct struct) {
            checkStruct(where, value, struct, found);
        } else if (type instanceof Named named) {
            checkNamed(where, value, named.name(), found);
        }
    }

    private void checkNamed(String where, JsonNode value, String type, List<String> found) {
        boolean fits =
                switch (type) {
                    case "int" -> value.isIntegralNumber() && Math.abs(value.asLong()) <= 1L << 53;
                    case "string" -> value.isTextual();
                    case "bool" -> value.isBoolean();
                    case "object" -> value.isObject();
                    default -> types.containsKey(type);
                };
        if (!fits) {
            found.add(where + " is no " + type + ": " + value);
        } else if (types.containsKey(type)) {
            checkStruct(where, value, types.get(type), found);
        }
    }

    private void checkStruct(String where, JsonNode value, Struct struct, List<String> found) {
        if (!value.isObject()) {
            found.add(where + " is no object: " + value);
            return;
        }
        value.fieldNames().forEachRemaining(field -> {
            if (!struct.fields().containsKey(field)) {
                found.add(where + "." + field + " is not declared");
            }
        });
        struct.fields().forEach((field, type) -> {
            if (value.has(field)) {
                check(where + "." + field, value.get(field), type, found);
            } else if (!(type instanceof Optional)) {
                found.add(where + "." + field + " is missing");
            }
        });
    }
}
