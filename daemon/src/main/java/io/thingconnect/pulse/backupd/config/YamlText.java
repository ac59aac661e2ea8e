package io.thingconnect.pulse.backupd.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** One YAML document as a tree of nodes with places; whatever keeps it from being one is a problem like any other. */
final class YamlText {
    /** Longer than any sensible file by far, and short enough to be harmless. */
    static final int MAX_BYTES = 256 * 1024;

    private static final int MAX_DEPTH = 20;
    private static final int MAX_ALIASES = 50;

    private YamlText() {}

    /** The document, empty where it holds nothing or cannot be read (then a problem says so). */
    static Optional<Node> read(Path file, Problems problems) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                problems.error(Place.start(file), "longer than " + MAX_BYTES + " bytes, which is no configuration");
                return Optional.empty();
            }
            return compose(file, decode(bytes), problems);
        } catch (CharacterCodingException e) {
            problems.error(Place.start(file), "not UTF-8 text");
        } catch (IOException e) {
            problems.error(Place.start(file), "cannot be read: " + Reasons.of(e));
        }
        return Optional.empty();
    }

    private static String decode(byte[] bytes) throws CharacterCodingException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    static Optional<Node> compose(Path file, String text, Problems problems) {
        try {
            Optional<Node> node = Optional.ofNullable(nodes(text));
            node.ifPresent(n -> refuseTags(file, n, problems, Collections.newSetFromMap(new IdentityHashMap<>())));
            return node;
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() != null ? e.getProblemMark() : e.getContextMark();
            Place place = mark == null ? Place.start(file) : new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
            problems.error(place, "not YAML: " + words(e));
        } catch (ReaderException e) {
            problems.error(place(file, text, e.getPosition()), "not YAML: a control character stands here");
        } catch (YAMLException e) {
            problems.error(Place.start(file), "not YAML: " + oneLine(e.getMessage()));
        }
        return Optional.empty();
    }

    /** A default of the schema, which cannot be wrong. */
    static Node composeDefault(String yaml) {
        return nodes(yaml);
    }

    /** As {@code Yaml.compose} does it, which would load all that makes objects of nodes as well. */
    private static Node nodes(String yaml) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_BYTES);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        Parser parser = new ParserImpl(new StreamReader(new StringReader(yaml)), options);
        return new Composer(parser, new Resolver(), options).getSingleNode();
    }

    /** A tag of one's own would be ignored in silence. Aliases make the tree a graph: each node is visited once. */
    private static void refuseTags(Path file, Node node, Problems problems, Set<Node> seen) {
        if (!seen.add(node)) {
            return;
        }
        if (!node.getTag().getValue().startsWith(Tag.PREFIX)) {
            Mark mark = node.getStartMark();
            problems.error(
                    new Place(file, mark.getLine() + 1, mark.getColumn() + 1),
                    "a tag stands here; put a text that begins with ! in quotes");
        }
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(t -> refuseTags(file, t.getKeyNode(), problems, seen));
            mapping.getValue().forEach(t -> refuseTags(file, t.getValueNode(), problems, seen));
        } else if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(n -> refuseTags(file, n, problems, seen));
        }
    }

    private static String words(MarkedYAMLException e) {
        String problem = String.valueOf(e.getProblem());
        if (problem.contains("'\\t(TAB)'")) {
            return "a tab stands here; indent with spaces";
        }
        // Not in the parser's words, which repeat the text: it may be a password that begins with a star.
        if (problem.startsWith("found undefined alias")) {
            return "an alias without its anchor stands here; put a text that begins with * in quotes";
        }
        String context = e.getContext() == null ? "" : e.getContext() + ", ";
        return oneLine(context + problem);
    }

    private static String oneLine(String message) {
        return String.valueOf(message).replaceAll("\\s+", " ").strip();
    }

    private static Place place(Path file, String text, int position) {
        String before = text.substring(0, Math.max(0, Math.min(position, text.length())));
        int line = (int) before.chars().filter(c -> c == '\n').count();
        return new Place(file, line + 1, before.length() - (before.lastIndexOf('\n') + 1) + 1);
    }
}
