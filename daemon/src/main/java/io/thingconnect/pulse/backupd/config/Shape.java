package io.thingconnect.pulse.backupd.config;

import io.thingconnect.pulse.backupd.error.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** What can be wrong with the shape of a node, and how it is said. */
final class Shape {
    private Shape() {}

    static Optional<Value> wrong(Type wanted, Node node, Reading at) {
        if (Type.isNothing(node)) {
            at.error(node, subject(at) + ": has no value; expected " + wanted.expects());
        } else {
            at.error(node, subject(at) + ": expected " + wanted.expects() + ", found " + found(node));
        }
        return Optional.empty();
    }

    private static String subject(Reading at) {
        return at.path().isEmpty() ? "the file" : at.path();
    }

    private static String found(Node node) {
        return switch (node.getNodeId()) {
            case mapping -> "a block of keys";
            case sequence -> "a list";
            case scalar, anchor -> "a single value";
        };
    }

    /** The key-value pairs with usable keys; a repeated key is reported and its first value counts. */
    static List<NodeTuple> distinct(MappingNode mapping, Reading at) {
        Map<String, Place> first = new LinkedHashMap<>();
        List<NodeTuple> tuples = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                at.error(tuple.getKeyNode(), "a key must be a single word, not " + found(tuple.getKeyNode()));
                continue;
            }
            Place earlier = first.putIfAbsent(key.getValue(), at.place(key));
            if (earlier == null) {
                tuples.add(tuple);
            } else {
                at.error(
                        key,
                        "duplicate key \"" + key.getValue() + "\"; it stands at line " + earlier.line() + " already");
            }
        }
        return tuples;
    }

    static Optional<Node> find(MappingNode mapping, String name) {
        return mapping.getValue().stream()
                .filter(t -> t.getKeyNode() instanceof ScalarNode key
                        && key.getValue().equals(name))
                .map(NodeTuple::getValueNode)
                .findFirst();
    }

    static void unknown(Type.Block block, String name, Node node, Reading at) {
        List<String> known = block.keys().stream().map(Key::name).toList();
        String hint = Nearest.hint(name, known);
        if (name.equals("<<")) {
            hint = "; merge keys are not supported, write the keys out";
        } else if (hint.isEmpty()
                && at.path().isEmpty()
                && Schema.BACKUP.key(name).isPresent()) {
            hint = "; it belongs below \"backup:\"";
        } else if (hint.isEmpty()) {
            hint = "; known here: " + String.join(", ", known);
        }
        at.error(node, "unknown key \"" + name + "\"" + hint);
    }

    static void required(Type.Block block, MappingNode mapping, Reading at) {
        for (Key key : block.keys()) {
            if (key.required() && find(mapping, key.name()).isEmpty()) {
                at.problems().error(at.here(), at.path() + ": needs the key \"" + key.name() + "\"");
            }
        }
    }

    static void notYet(Reading at, String consequence) {
        at.problems().warning(at.here(), "not yet acted on in this version: " + at.path() + ": " + consequence);
    }
}
