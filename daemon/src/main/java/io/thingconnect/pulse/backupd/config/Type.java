package io.thingconnect.pulse.backupd.config;

import io.thingconnect.pulse.backupd.error.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** How a part of the file may look. Reading it reports everything that is wrong with it. */
sealed interface Type {
    /** For messages: {@code a list}, {@code a duration such as 90s}. */
    String expects();

    /** Empty where nothing usable stands there; the reason is then among the problems. */
    Optional<Value> read(Node node, Reading at);

    /**
     * One scalar. Its text counts, not what YAML makes of it: {@code yes} may be a password and {@code 0600} a mode.
     *
     * @param complaint what is wrong with a text, without repeating it: {@code is not a duration …}; empty where it is fine
     * @param secret whether the text must never be shown
     */
    record Scalar(String expects, Function<String, Optional<String>> complaint, boolean secret) implements Type {
        @Override
        public Optional<Value> read(Node node, Reading at) {
            if (!(node instanceof ScalarNode scalar) || isNothing(node)) {
                return Shape.wrong(this, node, at);
            }
            String raw = scalar.getValue();
            References.Expansion expansion = at.references().expand(raw);
            expansion.complaints().forEach(c -> unset(node, at, c));
            if (!expansion.complaints().isEmpty()) {
                return Optional.of(new Value.Text(at.place(node), at.given(), raw, Optional.empty(), secret));
            }
            Optional<String> wrong = complaint.apply(expansion.text());
            if (wrong.isPresent()) {
                String shown = secret ? "the value" : "\"" + raw + "\"";
                at.error(node, at.path() + ": " + shown + " " + wrong.get());
                return Optional.empty();
            }
            Optional<String> text = Optional.of(expansion.text());
            return Optional.of(new Value.Text(at.place(node), at.given(), raw, text, secret));
        }

        private static void unset(Node node, Reading at, String complaint) {
            if (at.path().startsWith("notifications.")) {
                // A backup that is not made because a chat has moved would be the worse of the two.
                at.problems()
                        .warning(
                                at.place(node),
                                at.path() + ": " + complaint + "; the channel cannot be used like this");
            } else if (at.acting()) {
                at.error(node, at.path() + ": " + complaint);
            } else {
                at.problems().warning(at.place(node), at.path() + ": " + complaint + " (not needed in this version)");
            }
        }
    }

    record ListOf(Type item) implements Type {
        @Override
        public String expects() {
            return "a list, each item " + item.expects();
        }

        @Override
        public Optional<Value> read(Node node, Reading at) {
            if (!(node instanceof SequenceNode sequence)) {
                return Shape.wrong(this, node, at);
            }
            List<Value> values = new ArrayList<>();
            for (Node child : sequence.getValue()) {
                item.read(child, at.item(child)).ifPresent(values::add);
            }
            if (values.isEmpty() && !sequence.getValue().isEmpty()) {
                // All of it has been reported; that it is empty now is not the operator's doing.
                return Optional.empty();
            }
            return Optional.of(new Value.Items(at.here(), at.given(), values));
        }
    }

    /** Names that the operator chooses, each with the same type behind it. */
    record Named(Type item, Pattern names, String namesAre) implements Type {
        @Override
        public String expects() {
            return "a block of names";
        }

        @Override
        public Optional<Value> read(Node node, Reading at) {
            if (!(node instanceof MappingNode mapping)) {
                return isNothing(node) ? Optional.empty() : Shape.wrong(this, node, at);
            }
            Map<String, Value> values = new LinkedHashMap<>();
            for (NodeTuple tuple : Shape.distinct(mapping, at)) {
                String name = ((ScalarNode) tuple.getKeyNode()).getValue();
                if (!names.matcher(name).matches()) {
                    at.error(tuple.getKeyNode(), "\"" + name + "\" cannot be a name here; " + namesAre);
                }
                Reading below = at.below(name, at.place(tuple.getKeyNode()), true);
                item.read(tuple.getValueNode(), below).ifPresent(v -> values.put(name, v));
            }
            return Optional.of(new Value.Block(at.here(), at.given(), values));
        }
    }

    /**
     * A block whose other keys depend on what its key {@code type} says.
     *
     * @param notYet what does not happen in this version, by type
     */
    record Variants(Map<String, Block> blocks, Map<String, String> notYet) implements Type {
        @Override
        public String expects() {
            return "a block of keys with type: " + String.join(" | ", blocks.keySet());
        }

        @Override
        public Optional<Value> read(Node node, Reading at) {
            if (!(node instanceof MappingNode mapping)) {
                return Shape.wrong(this, node, at);
            }
            Optional<Node> type = Shape.find(mapping, "type");
            String word = type.filter(ScalarNode.class::isInstance)
                    .map(n -> ((ScalarNode) n).getValue())
                    .orElse("");
            Block block = blocks.get(word);
            if (block == null) {
                String known = "one of " + String.join(", ", blocks.keySet());
                at.error(
                        type.orElse(node),
                        type.isEmpty()
                                ? at.path() + ": needs the key \"type\", " + known
                                : at.path() + ".type: must be " + known + Nearest.hint(word, blocks.keySet()));
                // Its name is known all the same: whoever refers to it is not wrong as well.
                return Optional.of(new Value.Block(at.here(), at.given(), Map.of()));
            }
            String missing = notYet.get(word);
            if (missing != null && at.acting()) {
                Shape.notYet(at, missing);
            }
            return block.read(node, missing == null ? at : at.notActing());
        }
    }

    /** A shorthand scalar or the whole block. */
    record Either(Scalar scalar, Block block) implements Type {
        @Override
        public String expects() {
            return scalar.expects() + ", or " + block.expects();
        }

        @Override
        public Optional<Value> read(Node node, Reading at) {
            return node instanceof ScalarNode && !isNothing(node) ? scalar.read(node, at) : block.read(node, at);
        }
    }

    /** A fixed set of keys, each with its own type and default. */
    record Block(List<Key> keys) implements Type {
        public Block {
            keys = List.copyOf(keys);
        }

        @Override
        public String expects() {
            return "a block of keys";
        }

        Optional<Key> key(String name) {
            return keys.stream().filter(k -> k.name().equals(name)).findFirst();
        }

        @Override
        public Optional<Value> read(Node node, Reading at) {
            if (isNothing(node)) {
                return Optional.of(defaults(at));
            }
            if (!(node instanceof MappingNode mapping)) {
                return Shape.wrong(this, node, at);
            }
            Map<String, Value> found = new LinkedHashMap<>();
            for (NodeTuple tuple : Shape.distinct(mapping, at)) {
                String name = ((ScalarNode) tuple.getKeyNode()).getValue();
                Optional<Key> key = key(name);
                if (key.isEmpty()) {
                    Shape.unknown(this, name, tuple.getKeyNode(), at);
                    continue;
                }
                Place place = at.place(tuple.getKeyNode());
                key.get().read(tuple.getValueNode(), at, place).ifPresent(v -> found.put(name, v));
            }
            Shape.required(this, mapping, at);
            return Optional.of(complete(found, at));
        }

        /** The same values, in the order of the schema. */
        Value.Block inOrder(Value.Block block) {
            Map<String, Value> values = new LinkedHashMap<>();
            keys.forEach(key -> block.at(key.name()).ifPresent(v -> values.put(key.name(), v)));
            return new Value.Block(block.place(), block.given(), values);
        }

        /** The block as it is where the file says nothing of it. */
        Value.Block defaults(Reading at) {
            Reading silent =
                    new Reading(at.file(), at.problems(), at.references(), at.path(), at.here(), at.acting(), false);
            return complete(Map.of(), silent);
        }

        private Value.Block complete(Map<String, Value> found, Reading at) {
            Map<String, Value> values = new LinkedHashMap<>();
            for (Key key : keys) {
                Value value = found.get(key.name());
                Optional<Value> effective = value != null ? Optional.of(value) : key.absent(at);
                effective.ifPresent(v -> values.put(key.name(), v));
            }
            return new Value.Block(at.here(), at.given(), values);
        }
    }

    /** Whether a key has nothing behind it, as where all lines below it are commented out. */
    static boolean isNothing(Node node) {
        return node instanceof ScalarNode scalar && scalar.isPlain() && Tag.NULL.equals(scalar.getTag());
    }
}
