package io.thingconnect.pulse.backupd.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Plans worked out by hand. A file is never brought up to date by a machine. */
final class GoldenPlansTest {
    @TestFactory
    Stream<DynamicTest> everyPlanIsTheOneWorkedOutByHand() throws IOException, URISyntaxException {
        List<DynamicTest> tests = new ArrayList<>();
        Path directory = Path.of(
                        GoldenPlansTest.class.getResource("several-rules.plan").toURI())
                .getParent();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".plan"))
                    .sorted()
                    .toList()) {
                PlanCase parsed = PlanCase.parse(Files.readString(file));
                tests.add(DynamicTest.dynamicTest(
                        file.getFileName().toString(),
                        () -> assertEquals(String.join("\n", parsed.expected), String.join("\n", parsed.actual()))));
            }
        }
        assertTrue(tests.size() >= 15, "only " + tests.size() + " golden files");
        return tests.stream();
    }
}
