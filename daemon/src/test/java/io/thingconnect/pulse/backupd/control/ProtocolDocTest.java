package io.thingconnect.pulse.backupd.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thingconnect.pulse.backupd.control.varlink.Dispatcher;
import io.thingconnect.pulse.backupd.control.varlink.Limits;
import io.thingconnect.pulse.backupd.control.varlink.Method;
import io.thingconnect.pulse.backupd.control.varlink.RefusalMeter;
import io.thingconnect.pulse.backupd.control.varlink.Role;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/control-protocol.md}, held against the code. */
final class ProtocolDocTest {
    @TempDir
    Path directory;

    private static String manual() throws IOException {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/control-protocol.md"))) {
            folder = folder.getParent();
        }
        return Files.readString(folder.resolve("docs/control-protocol.md"));
    }

    static String pythonExample() throws IOException {
        return between(manual(), "```python\n", "```");
    }

    private static String between(String text, String start, String end) {
        int from = text.indexOf(start) + start.length();
        return text.substring(from, text.indexOf(end, from));
    }

    private static List<String> rows(String heading) throws IOException {
        String table = between(manual(), heading + "\n|---|---|---|", "\n\n");
        return table.lines().filter(line -> line.startsWith("| ")).toList();
    }

    @Test
    void theErrorTableIsThatOfTheCode() throws IOException {
        List<String> expected = Arrays.stream(ErrorCode.values())
                .map(code -> "| `" + code.wireName() + "` | " + code.exitStatus() + " | " + code.meaning() + " |")
                .toList();
        assertEquals(expected, rows("| error | exit status | meaning |"));
    }

    @Test
    void theMethodTableIsThatOfTheCode() throws IOException {
        Bench bench = new Bench(directory);
        Map<String, Method> methods = Methods.table(bench.services, bench.roles, "0.1.0", Duration.ofSeconds(5))
                .get(Dispatcher.BACKUP);
        Set<String> expected = methods.values().stream()
                .map(method -> "| `" + method.name() + "` | " + (method.needs() == Role.ADMIN ? "admin" : "operator")
                        + " | " + (method.streams() ? "yes" : "no") + " | " + (method.audited() ? "yes" : "no") + " |")
                .collect(Collectors.toSet());
        List<String> rows = rows("| method | role | `more` | audited |").stream()
                .map(row -> row.replace("operator, own runs; admin, any", "operator"))
                .toList();
        assertEquals(expected, Set.copyOf(rows));
        assertEquals(methods.size(), rows.size());
    }

    @Test
    void theVarlinkErrorsAreThoseOfTheServiceInterface() throws IOException {
        Set<String> listed = new java.util.TreeSet<>();
        Matcher names = Pattern.compile("(?m)^\\| `(\\w+)` \\|")
                .matcher(between(manual(), "that the client is wrong:", "Errors of ours"));
        while (names.find()) {
            listed.add(names.group(1));
        }
        assertEquals(
                new java.util.TreeSet<>(
                        VarlinkFile.load(Dispatcher.SERVICE).errors.keySet()),
                listed);
    }

    @Test
    void theLimitsAreThoseOfTheCode() throws IOException {
        assertEquals(
                new Limits(
                        256,
                        64,
                        1 << 20,
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(10),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(5)),
                Limits.DEFAULT);
        for (String promise : List.of("1 MiB", "30 s", "10 minutes", "256, and 64", "every five seconds")) {
            assertTrue(manual().contains(promise), promise);
        }
        assertEquals(10_000, BackupCalls.MOST_FOUND);
        assertEquals(100, RefusalMeter.PER_MINUTE);
    }

    @Test
    void theExchangeIsWhatIsAnswered() throws Exception {
        Bench bench = new Bench(directory);
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> expected = new ArrayList<>();
        List<JsonNode> answered = new ArrayList<>();
        for (String line : between(manual(), "each line ends in a NUL byte.\n\n```\n", "```")
                .lines()
                .toList()) {
            if (line.startsWith("> ")) {
                answered.addAll(bench.call(Bench.ROOT, line.substring(2)));
            } else if (line.startsWith("< ")) {
                expected.add(json.readTree(line.substring(2)));
            }
        }
        assertFalse(expected.isEmpty());
        assertEquals(expected, answered);
    }
}
