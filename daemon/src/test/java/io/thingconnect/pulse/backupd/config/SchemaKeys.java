package io.thingconnect.pulse.backupd.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Every key of the schema as one line each: its path, and its default as YAML ("" where it has none). */
final class SchemaKeys {
    private final Map<String, Map<String, List<String>>> found = new LinkedHashMap<>();

    private final Set<String> acting = new HashSet<>();
    private boolean acts = true;

    private SchemaKeys() {}

    static Map<String, String> all() {
        SchemaKeys keys = new SchemaKeys();
        keys.block("", Schema.FILE, "");
        Map<String, String> lines = new LinkedHashMap<>();
        keys.found.forEach((path, defaults) -> lines.put(path, said(defaults)));
        return lines;
    }

    /** Keys that this version does not act on: their own mark, that of a block around them, or that of every variant. */
    static List<String> later() {
        SchemaKeys keys = new SchemaKeys();
        keys.block("", Schema.FILE, "");
        return keys.found.keySet().stream()
                .filter(p -> !keys.acting.contains(p))
                .toList();
    }

    private void block(String prefix, Type.Block block, String variant) {
        boolean acted = acts;
        for (Key key : block.keys()) {
            String path = prefix.isEmpty() ? key.name() : prefix + "." + key.name();
            acts = acted && key.notYet() == null;
            descend(path, key.type(), key.fallback() == null ? "" : key.fallback(), variant);
        }
        acts = acted;
    }

    private void descend(String path, Type type, String fallback, String variant) {
        if (type instanceof Type.Block block) {
            block(path, block, variant);
        } else if (type instanceof Type.Either either) {
            leaf(path, fallback, variant);
            block(path, either.block(), variant);
        } else if (type instanceof Type.Named named && !(named.item() instanceof Type.Scalar)) {
            descend(path + ".NAME", named.item(), "", variant);
        } else if (type instanceof Type.ListOf list && list.item() instanceof Type.Block block) {
            block(path + "[]", block, variant);
        } else if (type instanceof Type.Variants variants && !path.equals("backup.storage")) {
            boolean acted = acts;
            variants.blocks().forEach((word, block) -> {
                acts = acted && !variants.notYet().containsKey(word);
                block(path, block, word);
            });
            acts = acted;
        } else {
            leaf(path, fallback, variant);
        }
    }

    private void leaf(String path, String fallback, String variant) {
        Map<String, List<String>> defaults = found.computeIfAbsent(path, p -> new LinkedHashMap<>());
        if (acts) {
            acting.add(path);
        }
        if (!fallback.isEmpty()) {
            defaults.computeIfAbsent(fallback, f -> new ArrayList<>()).add(variant);
        }
    }

    /** A default that only some variants of a block have says which. */
    private static String said(Map<String, List<String>> defaults) {
        return defaults.entrySet().stream()
                .map(e -> e.getKey()
                        + (e.getValue().get(0).isEmpty() ? "" : " (" + String.join(", ", e.getValue()) + ")"))
                .collect(Collectors.joining(", "));
    }
}
