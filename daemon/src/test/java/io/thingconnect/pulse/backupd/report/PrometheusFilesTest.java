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
import java.util.Map;
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

    /** Each query is carried out by Prometheus' own evaluation on the metrics as we write them. */
    @Test
    void dashboard_everyQueryFindsSomethingInOurMetrics() throws Exception {
        List<String> queries = new ObjectMapper().readTree(DASHBOARD.toFile()).findValuesAsText("expr");
        assertTrue(queries.size() > 20, queries.toString());
        Promtool.Verdict verdict = carriedOut(queries);
        assertEquals(0, verdict.status(), verdict.output());
        for (String wrong : List.of("sum by (instance) (pulse_backup_up", "pulse_backup_safe{state=\"maybe\"}")) {
            assertNotEquals(0, carriedOut(List.of(wrong)).status(), wrong);
        }
    }

    /** A test of rules without a rule: every query has to give at least one series. JSON, which YAML is too. */
    private Promtool.Verdict carriedOut(List<String> queries) throws IOException, InterruptedException {
        List<Map<String, String>> series = Metrics.text(SampleFacts.all())
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> Map.of(
                        "series",
                        withInstance(line.substring(0, line.lastIndexOf(' '))),
                        "values",
                        line.substring(line.lastIndexOf(' ') + 1) + "+0x10"))
                .toList();
        List<Map<String, Object>> expectations = queries.stream()
                .map(query -> Map.of(
                        "expr",
                        "count(" + query.replace("$instance", "plant7.*") + ") > bool 0",
                        "eval_time",
                        "5m",
                        "exp_samples",
                        (Object) List.of(Map.of("labels", "{}", "value", 1))))
                .toList();
        Map<String, Object> test = Map.of(
                "evaluation_interval",
                "1m",
                "tests",
                List.of(Map.of("interval", "1m", "input_series", series, "promql_expr_test", expectations)));
        Path file =
                Files.writeString(directory.resolve("dashboard.test.yml"), new ObjectMapper().writeValueAsString(test));
        return Promtool.run(file, "test", "rules", file.toString());
    }

    /** As Prometheus adds it to what it scrapes. */
    private static String withInstance(String series) {
        return series.endsWith("}")
                ? series.substring(0, series.length() - 1) + ",instance=\"plant7:9100\"}"
                : series + "{instance=\"plant7:9100\"}";
    }

    @Test
    void dashboard_asksTheSourceThatIsChosenAndNoOther() throws IOException {
        JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());
        JsonNode variables = dashboard.at("/templating/list");
        assertEquals(List.of("datasource", "instance"), variables.findValuesAsText("name"));
        assertEquals("datasource", variables.get(0).get("type").asText());
        List<JsonNode> sources = dashboard.findValues("datasource");
        assertTrue(sources.size() > 20, sources.toString());
        for (JsonNode source : sources) {
            assertEquals("${datasource}", source.get("uid").asText());
        }
        for (JsonNode panel : dashboard.get("panels")) {
            Set<String> references = new HashSet<>(panel.findValuesAsText("refId"));
            assertEquals(panel.get("targets").size(), references.size(), panel.get("title") + " names a query twice");
            JsonNode place = panel.get("gridPos");
            assertTrue(place.get("x").asInt() + place.get("w").asInt() <= 24, panel.get("title") + " is too wide");
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
