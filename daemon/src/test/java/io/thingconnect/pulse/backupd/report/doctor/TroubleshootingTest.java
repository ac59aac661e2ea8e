package io.thingconnect.pulse.backupd.report.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/troubleshooting.md} against the findings. */
class TroubleshootingTest {
    /** What the client finds where there is no daemon; its own tests hold those. */
    private static final String OF_THE_CLIENT = "daemon-";

    private final String manual = Files.readString(Path.of("../docs/troubleshooting.md"));

    TroubleshootingTest() throws IOException {}

    private static Set<String> words() {
        return Arrays.stream(FindingId.values()).map(FindingId::word).collect(Collectors.toCollection(TreeSet::new));
    }

    private String section(String from, String to) {
        int start = manual.indexOf("\n## " + from);
        assertTrue(start > 0, from);
        return manual.substring(start, manual.indexOf("\n## " + to, start));
    }

    private static List<MatchResult> rows(String text, String pattern) {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .toList();
    }

    @Test
    void everyFinding_isExplainedOnceWithTheReasonThatTheCodeGives() {
        List<String> explained =
                rows(section("Every finding", "Asking for help"), "^\\| `([a-z-]+)` \\| (.*?) \\| .+ \\|$").stream()
                        .filter(row -> !row.group(1).startsWith(OF_THE_CLIENT))
                        .map(row -> row.group(1) + ": " + row.group(2))
                        .sorted()
                        .toList();
        List<String> expected = Arrays.stream(FindingId.values())
                .map(id -> id.word() + ": " + id.why())
                .sorted()
                .toList();
        assertEquals(expected, explained);
    }

    @Test
    void everyGroup_hasItsHeading() {
        for (Group group : Group.values()) {
            assertTrue(
                    manual.toLowerCase(java.util.Locale.ROOT).contains("\n### " + group.word() + "\n"), group.word());
        }
    }

    @Test
    void everyThingThatPeopleSee_leadsToAFindingThatThereIsAndToACommand() {
        List<MatchResult> rows =
                rows(section("What you see", "Why there is no unlocking"), "^\\| [^*|]+ \\| (`.*?`) \\| (.+) \\|$");
        assertTrue(rows.size() >= 20, "only " + rows.size() + " rows were read");
        for (MatchResult row : rows) {
            for (String id : row.group(1).replace("`", "").split(", ")) {
                assertTrue(words().contains(id), id);
            }
            assertTrue(row.group(2).contains("`") || row.group(2).contains("not offered"), row.group());
        }
    }
}
