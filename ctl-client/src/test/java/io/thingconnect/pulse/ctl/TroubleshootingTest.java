package io.thingconnect.pulse.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/troubleshooting.md} against what is found without a daemon. */
class TroubleshootingTest {
    @Test
    void whatIsFoundWithoutADaemon_isExplained() throws IOException {
        List<String> explained = new ArrayList<>();
        Matcher row = Pattern.compile("^\\| `(daemon-[a-z]+)` \\|", Pattern.MULTILINE)
                .matcher(Files.readString(Path.of("../docs/troubleshooting.md")));
        while (row.find()) {
            explained.add(row.group(1));
        }
        assertEquals(WithoutDaemon.IDS, explained);
    }

    @Test
    void everyCommandOfOurs_isOneThatThereIs() throws IOException, Failure {
        Matcher command = Pattern.compile("`(?:sudo )?pulsectl ([^`]*)`")
                .matcher(Files.readString(Path.of("../docs/troubleshooting.md")));
        int seen = 0;
        while (command.find()) {
            ArgumentParser.parse(
                    command.group(1).replaceAll("\"[^\"]*\"", "TIME").split(" "));
            seen++;
        }
        assertTrue(seen > 30, "only " + seen + " commands were read");
    }
}
