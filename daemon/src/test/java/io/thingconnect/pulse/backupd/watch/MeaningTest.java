package io.thingconnect.pulse.backupd.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class MeaningTest {
    private static final Path MANUAL = Path.of("../docs/alerts.md");
    private static final Path SOURCES = Path.of("src/main/java");

    @Test
    void everyKindOfTheManual_hasAMeaningAndNoOther() throws IOException {
        Set<String> listed = new TreeSet<>();
        for (String line : Files.readAllLines(MANUAL)) {
            if (line.startsWith("| `")) {
                String ids = line.substring(0, line.indexOf('|', 1));
                for (Matcher id = Pattern.compile("`([a-z-]+)(:[A-Z@]+)?`").matcher(ids); id.find(); ) {
                    listed.add(id.group(1));
                }
            }
        }
        assertEquals(listed, new TreeSet<>(Meaning.kinds()));
        assertTrue(listed.size() > 20, listed.toString());
    }

    /** Whoever adds an alarm has to say what it means. */
    @Test
    void everyAlarmInTheSources_hasAMeaning() throws IOException {
        Set<String> made = new TreeSet<>();
        Pattern id = Pattern.compile("new Alarm\\(\\s*\"([a-z-]+):?\"|add\\(\\s*\"([a-z-]+):\"");
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                for (Matcher alarm = id.matcher(Files.readString(file)); alarm.find(); ) {
                    made.add(alarm.group(1) == null ? alarm.group(2) : alarm.group(1));
                }
            }
        }
        assertEquals(made, new TreeSet<>(Meaning.kinds()));
    }

    @Test
    void aMeaning_isFoundByTheIdAndIsOneShortParagraph() {
        assertEquals(Meaning.of("run-long:daily"), Meaning.of("run-long:a:b"));
        assertEquals("", Meaning.of("of-another-version:daily"));
        for (String kind : List.copyOf(Meaning.kinds())) {
            String sentence = Meaning.of(kind);
            assertTrue(sentence.endsWith(".") && sentence.length() <= 110, kind + ": " + sentence);
        }
    }
}
