package io.thingconnect.pulse.backupd.config;

import static io.thingconnect.pulse.backupd.config.Loads.load;
import static io.thingconnect.pulse.backupd.config.Loads.repository;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manual says what the program does: keys, defaults, examples and messages are held against it. */
final class ConfigurationManualTest {
    private static final Pattern ROW = Pattern.compile("\\| `([A-Za-z_.\\[\\]]+)` \\| (.*?) \\| (.+) \\|");
    private static final Pattern FENCE = Pattern.compile("(?s)```(yaml)?\n(.*?)```\n");

    @TempDir
    Path directory;

    private String manual;

    @BeforeEach
    void read() throws IOException {
        manual = Files.readString(repository("docs/configuration.md"));
    }

    @Test
    void tableOfKeys_isTheSchema() {
        Map<String, String> said = new LinkedHashMap<>();
        String table = manual.substring(manual.indexOf("## Every key"));
        table.lines().map(ROW::matcher).filter(Matcher::matches).forEach(m -> said.put(m.group(1), m.group(2)));
        Map<String, String> schema = SchemaKeys.all();
        assertEquals(List.copyOf(schema.keySet()), List.copyOf(said.keySet()));
        schema.forEach((key, fallback) -> {
            if (fallback.isEmpty()) {
                assertTrue(!said.get(key).isBlank(), key + " says nothing of its default");
            } else {
                assertEquals("`" + fallback + "`", said.get(key), key);
            }
        });
    }

    /** What is marked as not acted on is what yields a warning, key by key. */
    @Test
    void laterInTheTable_isWhereTheSchemaWarns() {
        String table = manual.substring(manual.indexOf("## Every key"));
        List<String> marked = new ArrayList<>();
        table.lines().map(ROW::matcher).filter(Matcher::matches).forEach(m -> {
            if (m.group(3).contains("**(later)**")) {
                marked.add(m.group(1));
            }
        });
        assertEquals(SchemaKeys.later(), marked);
    }

    @Test
    void validExamples_loadWithoutAWord() {
        List<String> yaml = fences("yaml");
        for (String example : yaml.subList(0, 2)) {
            assertEquals(List.of(), load(directory, example).problems());
        }
        assertEquals(3, yaml.size());
    }

    @Test
    void errorExample_isRealOutput() {
        String report = load(directory, fences("yaml").get(2)).report();
        String expected = report.replace(directory.toString(), "/etc/thingconnect-pulse");
        assertTrue(fences("").contains(expected), expected);
    }

    private List<String> fences(String language) {
        List<String> found = new ArrayList<>();
        Matcher matcher = FENCE.matcher(manual);
        while (matcher.find()) {
            if (language.equals(matcher.group(1) == null ? "" : matcher.group(1))) {
                found.add(matcher.group(2));
            }
        }
        return found;
    }
}
