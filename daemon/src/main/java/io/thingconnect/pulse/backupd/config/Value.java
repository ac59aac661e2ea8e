package io.thingconnect.pulse.backupd.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A part of the configuration after it was held against the schema. */
sealed interface Value {
    /** Where it stands; of a default, where the block stands that it completes. */
    Place place();

    /** Whether the file says so; false of a default. */
    boolean given();

    /**
     * One scalar.
     *
     * @param raw as written, with its references
     * @param text what it means; empty where a reference of it is not set
     * @param secret never to be shown as it is
     */
    record Text(Place place, boolean given, String raw, Optional<String> text, boolean secret) implements Value {}

    record Items(Place place, boolean given, List<Value> values) implements Value {
        public Items {
            values = List.copyOf(values);
        }

        List<String> texts() {
            return values.stream()
                    .flatMap(v -> v instanceof Text t ? t.text().stream() : Stream.empty())
                    .toList();
        }
    }

    /** Keys in the order of the schema. */
    record Block(Place place, boolean given, Map<String, Value> values) implements Value {
        public Block {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }

        Optional<Value> at(String key) {
            return Optional.ofNullable(values.get(key));
        }

        /** Whether the file itself has this key. */
        boolean says(String key) {
            return at(key).filter(Value::given).isPresent();
        }

        Optional<String> text(String key) {
            return at(key).filter(Text.class::isInstance).flatMap(v -> ((Text) v).text());
        }

        /** Where a key stands, or the block where it has none. */
        Place place(String key) {
            return at(key).map(Value::place).orElse(place);
        }

        List<String> texts(String key) {
            return at(key).filter(Items.class::isInstance)
                    .map(v -> ((Items) v).texts())
                    .orElse(List.of());
        }

        /** A block below this one; an empty one where there is none. */
        Block block(String key) {
            return at(key).filter(Block.class::isInstance)
                    .map(Block.class::cast)
                    .orElse(new Block(place, false, Map.of()));
        }

        Block with(String key, Value value) {
            Map<String, Value> changed = new LinkedHashMap<>(values);
            changed.put(key, value);
            return new Block(place, given, changed);
        }

        Block without(String key) {
            Map<String, Value> changed = new LinkedHashMap<>(values);
            changed.remove(key);
            return new Block(place, given, changed);
        }
    }
}
