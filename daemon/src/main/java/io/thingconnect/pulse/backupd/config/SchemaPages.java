package io.thingconnect.pulse.backupd.config;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Run by the build: says what {@link Schema} knows in other languages. The JSON Schema is for editors; the table of keys becomes
 * the manual page backup.yaml(5). What a key means stands in the table of {@code docs/configuration.md}.
 */
public final class SchemaPages {
    private static final Pattern ROW = Pattern.compile("\\| `([A-Za-z_.\\[\\]]+)` \\| (.*?) \\| (.+) \\|");
    private static final Pattern LINK = Pattern.compile("\\[([^]]*)]\\([^)]*\\)");
    private static final String ONE_OF = "one of ";

    private final Map<String, String> meanings;

    private SchemaPages(Map<String, String> meanings) {
        this.meanings = meanings;
    }

    /** @param arguments {@code docs/configuration.md}, where the JSON Schema goes, where the table of keys goes */
    public static void main(String[] arguments) throws IOException {
        Map<String, String> meanings = new LinkedHashMap<>();
        List<String> rows = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                meanings.put(row.group(1), plain(row.group(3)));
                rows.add(row.group(1) + "\t" + plain(row.group(2)) + "\t" + plain(row.group(3)));
            }
        }
        String schema = json(new SchemaPages(meanings).schema());
        write(Path.of(arguments[1]), schema + "\n");
        write(Path.of(arguments[2]), String.join("\n", rows) + "\n");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text);
    }

    private static String plain(String markdown) {
        return LINK.matcher(markdown).replaceAll("$1").replace("`", "").replace("**", "");
    }

    static String json(Map<String, Object> schema) throws IOException {
        return new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .writeValueAsString(schema)
                .replace(System.lineSeparator(), "\n");
    }

    /** The schema without descriptions, for tests. */
    static Map<String, Object> bare() {
        return new SchemaPages(Map.of()).schema();
    }

    private Map<String, Object> schema() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "http://json-schema.org/draft-07/schema#");
        schema.put("title", "backup.yaml of ThingConnect Pulse Backup");
        schema.putAll(block(Schema.FILE, "", Optional.empty()));
        return schema;
    }

    /** A key with nothing behind it, as where all lines below it are commented out, is one that is not there. */
    private Map<String, Object> block(Type.Block block, String path, Optional<String> variant) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (Key key : block.keys()) {
            String below = path.isEmpty() ? key.name() : path + "." + key.name();
            boolean isVariant = variant.isPresent() && key.name().equals("type");
            properties.put(key.name(), isVariant ? Map.of("const", variant.get()) : described(key, below));
            if (key.required()) {
                required.add(key.name());
            }
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", List.of("object", "null"));
        schema.put("properties", properties);
        schema.put("additionalProperties", false);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return schema;
    }

    private Map<String, Object> described(Key key, String path) {
        Map<String, Object> schema = new LinkedHashMap<>();
        String meaning = meanings.getOrDefault(path, "");
        String later = key.notYet() == null ? "" : " (later: " + key.notYet() + ")";
        String fallback = key.fallback() == null ? "" : " Default: " + key.fallback() + ".";
        String text = (meaning + later + fallback).strip();
        if (!text.isEmpty()) {
            schema.put("description", text);
        }
        schema.putAll(of(key.type(), path));
        return schema;
    }

    private Map<String, Object> of(Type type, String path) {
        if (type instanceof Type.Block block) {
            return block(block, path, Optional.empty());
        } else if (type instanceof Type.ListOf list) {
            return Map.of("type", List.of("array", "null"), "items", of(list.item(), path + "[]"));
        } else if (type instanceof Type.Named named) {
            return Map.of(
                    "type", List.of("object", "null"),
                    "propertyNames", Map.of("pattern", "^(" + named.names().pattern() + ")$"),
                    "additionalProperties", of(named.item(), path + ".NAME"));
        } else if (type instanceof Type.Either either) {
            return Map.of("anyOf", List.of(of(either.scalar(), path), of(either.block(), path)));
        } else if (type instanceof Type.Variants variants) {
            List<Object> any = new ArrayList<>();
            variants.blocks().forEach((word, block) -> any.add(block(block, path, Optional.of(word))));
            return Map.of("anyOf", any);
        }
        return scalar((Type.Scalar) type);
    }

    /** The text counts, not YAML's type; a reference may stand for any of it. */
    private static Map<String, Object> scalar(Type.Scalar scalar) {
        if (scalar.expects().startsWith(ONE_OF)) {
            List<String> words =
                    List.of(scalar.expects().substring(ONE_OF.length()).split(", "));
            return Map.of("anyOf", List.of(Map.of("enum", words), reference(), Map.of("type", "null")));
        }
        if (scalar.expects().startsWith("true or false")) {
            return Map.of("anyOf", List.of(Map.of("type", List.of("boolean", "null")), reference()));
        }
        return Map.of("type", List.of("string", "number", "boolean", "null"));
    }

    private static Map<String, Object> reference() {
        return Map.of("type", "string", "pattern", "\\$\\{.+\\}");
    }
}
