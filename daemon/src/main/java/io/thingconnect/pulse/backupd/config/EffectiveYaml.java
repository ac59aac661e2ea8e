package io.thingconnect.pulse.backupd.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Writes a configuration down again. A value that came from a reference is shown as the reference, never as what it
 * stands for; a secret that stands in the file itself is masked.
 */
final class EffectiveYaml {
    static final String MASK = "********";

    private static final Pattern ONE_REFERENCE = Pattern.compile("\\$\\{[^}]*}");
    /** What every YAML reader takes as a plain text, number, switch or duration; all else is quoted. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/][A-Za-z0-9/_.+-]*");

    private static final Pattern NOTHING = Pattern.compile("(?i)null|");

    private final StringBuilder yaml = new StringBuilder();

    private EffectiveYaml() {}

    static String render(Value.Block file) {
        EffectiveYaml effective = new EffectiveYaml();
        effective.block(file, 0);
        return effective.yaml.toString();
    }

    private void block(Value.Block block, int depth) {
        for (Map.Entry<String, Value> entry : block.values().entrySet()) {
            yaml.append("  ".repeat(depth)).append(quoted(entry.getKey())).append(':');
            value(entry.getValue(), depth);
        }
    }

    private void value(Value value, int depth) {
        if (value instanceof Value.Block block && !block.values().isEmpty()) {
            yaml.append('\n');
            block(block, depth + 1);
        } else if (value instanceof Value.Items items && hasBlocks(items)) {
            yaml.append('\n');
            items.values().forEach(item -> item((Value.Block) item, depth + 1));
        } else {
            yaml.append(' ').append(inline(value)).append('\n');
        }
    }

    private void item(Value.Block block, int depth) {
        List<String> pairs = block.values().entrySet().stream()
                .map(e -> quoted(e.getKey()) + ": " + inline(e.getValue()))
                .toList();
        yaml.append("  ".repeat(depth))
                .append("- {")
                .append(String.join(", ", pairs))
                .append("}\n");
    }

    private static boolean hasBlocks(Value.Items items) {
        return items.values().stream().anyMatch(Value.Block.class::isInstance);
    }

    private static String inline(Value value) {
        if (value instanceof Value.Items items) {
            return "["
                    + String.join(
                            ", ",
                            items.values().stream().map(EffectiveYaml::inline).toList()) + "]";
        }
        return value instanceof Value.Text text ? quoted(shown(text)) : "{}";
    }

    private static String shown(Value.Text text) {
        boolean masked = text.secret()
                && !text.raw().isEmpty()
                && !ONE_REFERENCE.matcher(text.raw()).matches();
        return masked ? MASK : text.raw();
    }

    private static String quoted(String text) {
        if (PLAIN.matcher(text).matches() && !NOTHING.matcher(text).matches()) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
            } else if (c < ' ' || c == 0x7f || (c >= 0x80 && c <= 0x9f) || c == 0x2028 || c == 0x2029 || c == 0xfeff) {
                quoted.append(String.format("\\u%04x", c));
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.append('"').toString();
    }
}
