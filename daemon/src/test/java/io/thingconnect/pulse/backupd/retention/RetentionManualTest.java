package io.thingconnect.pulse.backupd.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/retention.md} explains every reason that a golden plan gives, and every key of the policy. */
final class RetentionManualTest {
    private static final Path MANUAL = Path.of("../docs/retention.md");
    private static final Pattern VARIABLE =
            Pattern.compile("( until [0-9TZ:-]+)?(: .*)?$| pulse-backup.*| (\\d|2\\d{3}-).*$");

    @Test
    void everyReasonOfThePlansIsExplained() throws IOException, URISyntaxException {
        String manual = Files.readString(MANUAL);
        Set<String> missing = new TreeSet<>();
        int seen = 0;
        Path directory = Path.of(RetentionManualTest.class
                        .getResource("several-rules.plan")
                        .toURI())
                .getParent();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".plan")).toList()) {
                for (String line : PlanCase.parse(Files.readString(file)).expected) {
                    if (line.startsWith("keep ")) {
                        for (String reason :
                                line.substring(line.indexOf(": ") + 2).split(", ")) {
                            seen++;
                            Matcher matcher = VARIABLE.matcher(reason);
                            String words = matcher.find() ? reason.substring(0, matcher.start()) : reason;
                            if (!manual.contains("`" + words)) {
                                missing.add(words);
                            }
                        }
                    }
                }
            }
        }
        assertEquals(Set.of(), missing);
        assertTrue(seen > 50, "saw " + seen + " reasons");
    }

    @Test
    void everyKeyOfThePolicyIsExplained() throws IOException {
        String manual = Files.readString(MANUAL);
        List<String> missing = Stream.of(Keep.class.getRecordComponents())
                .map(component -> "`" + component.getName() + "`")
                .filter(key -> !manual.contains(key))
                .toList();
        assertEquals(List.of(), missing);
    }
}
