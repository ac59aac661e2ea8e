package io.thingconnect.pulse.backupd.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules, dashboard and the manual's table: whatever names a metric, names one that exists. */
final class PrometheusFilesTest {
    private static final Path RULES = Path.of("../etc/prometheus/pulse-backup.rules.yml");
    private static final Path DASHBOARD = Path.of("../etc/grafana/pulse-backup.json");
    private static final Path MANUAL = Path.of("../docs/monitoring.md");
    private static final Pattern NAME = Pattern.compile("\\bpulse_backup_[a-z_]+");

    @TempDir
    Path directory;

    private static Set<String> emitted() {
        return Metrics.text(SampleFacts.all())
                .lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ")[2])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> named(String text) {
        Set<String> names = new TreeSet<>();
        for (Matcher name = NAME.matcher(text); name.find(); ) {
            names.add(name.group());
        }
        return names;
    }

    private static void assertExist(Set<String> names, int atLeast) {
        Set<String> unknown = new TreeSet<>(names);
        unknown.removeAll(emitted());
        assertEquals(Set.of(), unknown);
        assertTrue(names.size() >= atLeast, names.toString());
    }

    @Test
    void rules_useMetricsThatExist() throws IOException {
        assertExist(named(Files.readString(RULES)), 14);
    }

    @Test
    void rules_doAsTheirTestsSay() throws Exception {
        String rules = Files.readString(RULES);
        assertEquals(0, judge(rules).status(), judge(rules).output());
        for (Matcher alert = Pattern.compile("alert: (\\w+)").matcher(rules); alert.find(); ) {
            assertTrue(tests().contains(alert.group(1)), alert.group(1) + " is not tested");
        }
        assertNotEquals(0, judge(rules.replace("26 * 3600", "28 * 3600")).status());
    }

    private static String tests() throws IOException {
        try (var in = PrometheusFilesTest.class.getResourceAsStream("rules.test.yml")) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    private Promtool.Verdict judge(String rules) throws IOException, InterruptedException {
        Files.writeString(directory.resolve("pulse-backup.rules.yml"), rules);
        Path tests = Files.writeString(directory.resolve("rules.test.yml"), tests());
        return Promtool.run(tests, "test", "rules", tests.toString());
    }

    @Test
    void dashboard_usesMetricsThatExist() throws IOException {
        JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());
        List<String> queries = dashboard.findValuesAsText("expr");
        assertExist(named(String.join("\n", queries)), 15);
        Set<String> places = new HashSet<>();
        Set<Integer> ids = new HashSet<>();
        for (JsonNode panel : dashboard.get("panels")) {
            assertTrue(ids.add(panel.get("id").asInt()), panel.get("title") + " has another panel's id");
            assertTrue(places.add(panel.get("gridPos").toString()), panel.get("title") + " hides another panel");
        }
    }

    @Test
    void manual_listsEveryMetricAndNoOther() throws IOException {
        Set<String> listed = new TreeSet<>();
        for (Matcher row = Pattern.compile("^\\| `(pulse_backup_[a-z_]+)`", Pattern.MULTILINE)
                        .matcher(Files.readString(MANUAL));
                row.find(); ) {
            listed.add(row.group(1));
        }
        assertEquals(emitted(), listed);
        assertExist(named(Files.readString(MANUAL)), 40);
    }
}
