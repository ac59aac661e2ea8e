package io.thingconnect.pulse.backupd.config;

import java.util.Optional;
import org.yaml.snakeyaml.nodes.Node;

/**
 * One key of the file.
 *
 * @param fallback the default as YAML; null: none (a block is then made of the defaults of its keys)
 * @param optional of a block: absent means there is none, not that all its defaults hold
 * @param notYet what this version does not do though the file asks for it; null: it acts
 * @param harmless {@code text}, or {@code key=text} of a block: the value that asks for nothing; null: every value asks
 */
record Key(
        String name, Type type, String fallback, boolean required, boolean optional, String notYet, String harmless) {

    static Key key(String name, Type type) {
        return new Key(name, type, null, false, false, null, null);
    }

    Key byDefault(String yaml) {
        return new Key(name, type, yaml, required, optional, notYet, harmless);
    }

    Key isRequired() {
        return new Key(name, type, fallback, true, optional, notYet, harmless);
    }

    Key isOptional() {
        return new Key(name, type, fallback, required, true, notYet, harmless);
    }

    /** Accepted and checked, with a warning that says what does not happen. */
    Key later(String consequence) {
        return new Key(name, type, fallback, required, optional, consequence, harmless);
    }

    /** No warning where the value is this one. */
    Key unless(String value) {
        return new Key(name, type, fallback, required, optional, notYet, value);
    }

    Optional<Value> read(Node node, Reading parent, Place place) {
        Reading at = parent.below(name, place, notYet == null);
        Optional<Value> value = type.read(node, at);
        boolean asks = notYet != null && parent.acting() && parent.given() && !Type.isNothing(node);
        if (asks && value.map(this::asksForSomething).orElse(true)) {
            Shape.notYet(at, notYet);
        }
        return value.or(() -> absent(parent));
    }

    private boolean asksForSomething(Value value) {
        if (harmless == null) {
            return true;
        }
        int equals = harmless.indexOf('=');
        if (value instanceof Value.Block block && equals > 0) {
            return !block.text(harmless.substring(0, equals)).equals(Optional.of(harmless.substring(equals + 1)));
        }
        return !(value instanceof Value.Text text && text.text().equals(Optional.of(harmless)));
    }

    /** What holds where the file does not have the key. */
    Optional<Value> absent(Reading parent) {
        Reading at = parent.absent(name);
        if (fallback != null) {
            return type.read(YamlText.composeDefault(fallback), at);
        }
        Type.Block block = type instanceof Type.Block b ? b : type instanceof Type.Either e ? e.block() : null;
        return block == null || optional ? Optional.empty() : Optional.of(block.defaults(at));
    }
}
