package io.thingconnect.pulse.backupd.drill;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.UnicodeReader;

/** Whether the restored configuration can be read. Of a file that cannot, only the place is told, never what stands there. */
final class ConfigurationFiles {
    private static final int MOST_NAMED = 5;

    /** The application reads its JSON with comments and trailing commas. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .build();

    private ConfigurationFiles() {}

    static void check(Path tree, Manifest manifest, Course course) throws IOException {
        int read = 0;
        List<String> wrong = new ArrayList<>();
        for (Entry entry : manifest.entries()) {
            if (entry.type() == EntryType.FILE && entry.component() == Component.CONFIGURATION) {
                String name = entry.path().toLowerCase(Locale.ROOT);
                Optional<String> problem = Optional.empty();
                if (name.endsWith(".json")) {
                    problem = json(tree.resolve(entry.path()));
                } else if (name.endsWith(".yaml") || name.endsWith(".yml")) {
                    problem = yaml(tree.resolve(entry.path()));
                } else {
                    continue;
                }
                read++;
                problem.ifPresent(where -> wrong.add(entry.path() + where));
            }
        }
        String more = wrong.size() > MOST_NAMED ? " and " + (wrong.size() - MOST_NAMED) + " more" : "";
        course.check(
                "configuration files parse",
                wrong.isEmpty(),
                wrong.isEmpty()
                        ? read + " read"
                        : "not readable: " + String.join(", ", wrong.subList(0, Math.min(MOST_NAMED, wrong.size())))
                                + more);
    }

    /** Empty where it is sound; else where it is not. */
    private static Optional<String> json(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                JsonParser parser = JSON.createParser(in)) {
            int values = 0;
            while (parser.nextToken() != null) {
                JsonToken token = parser.currentToken();
                boolean ends = token.isScalarValue() || token.isStructEnd();
                values += ends && parser.getParsingContext().inRoot() ? 1 : 0;
            }
            return values == 1 ? Optional.empty() : Optional.of(" (" + values + " values)");
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            return Optional.of(":" + line);
        }
    }

    private static Optional<String> yaml(Path file) throws IOException {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        try (UnicodeReader reader = new UnicodeReader(Files.newInputStream(file))) {
            for (Node document : new Yaml(options).composeAll(reader)) {
                if (document == null) {
                    break;
                }
            }
            return Optional.empty();
        } catch (MarkedYAMLException e) {
            return Optional.of(
                    e.getProblemMark() == null ? "" : ":" + (e.getProblemMark().getLine() + 1));
        } catch (YAMLException e) {
            return Optional.of("");
        }
    }
}
