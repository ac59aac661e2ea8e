package io.thingconnect.pulse.backupd.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;

/** The factory that the sample installation watches: its groups, its endpoints, and the YAML that configures them. */
final class Plant {
    record Group(String id, String name, String parent, String color, int order) {}

    private record Model(
            String name,
            String type,
            String host,
            Integer port,
            String path,
            String match,
            String group,
            int interval,
            int timeout,
            int retries,
            double rtt,
            String notes) {}

    static final List<Group> GROUPS = List.of(
            new Group("production-floor", "Production Floor", null, "#2E7D32", 10),
            new Group("press-shop", "Press Shop", "production-floor", "#1565C0", 11),
            new Group("quality-lab", "Quality Lab", null, "#7B1FA2", 20),
            new Group("it-infrastructure", "IT Infrastructure", null, "#E65100", 30),
            new Group("network-devices", "Network Devices", "it-infrastructure", "#BF360C", 31));

    private static final List<Model> MODELS = List.of(
            model("PLC Press", "icmp", "10.10.1.%d", null, "press-shop", 15, 2.1, "Press line PLC"),
            model("HMI Station", "tcp", "10.10.2.%d", 5900, "press-shop", 20, 4.0, "VNC on operator panel"),
            model("Access Switch", "icmp", "10.20.0.%d", null, "network-devices", 20, 1.2, null),
            model("Modbus Gateway", "tcp", "10.10.5.%d", 502, "production-floor", 30, 9.5, "Modbus TCP"),
            model("Vision Camera", "icmp", "10.10.7.%d", null, "production-floor", 30, 6.3, null),
            web("MES API", "mes-%d.factory.example", 8080, "/health", "OK", 30, 38.0),
            model("Lab Collector", "tcp", "10.30.1.%d", 8080, "quality-lab", 20, 5.5, "Läsgerät, Prüfstand Süd"),
            web("Historian Web", "hist-%d.factory.example", 443, "/api/status", "\"status\":\"healthy\"", 60, 71.0));

    private Plant() {}

    private static Model model(
            String name, String type, String host, Integer port, String group, int interval, double rtt, String notes) {
        return new Model(name, type, host, port, null, null, group, interval, 1500, 1, rtt, notes);
    }

    private static Model web(String name, String host, int port, String path, String match, int interval, double rtt) {
        return new Model(name, "http", host, port, path, match, "it-infrastructure", interval, 5000, 2, rtt, null);
    }

    /** The same seed gives the same endpoints; one in 37 is disabled. */
    static List<Endpoint> endpoints(long seed, int count) {
        Random random = new Random(seed);
        List<Endpoint> endpoints = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Model model = MODELS.get(i % MODELS.size());
            int number = i / MODELS.size() + 1;
            endpoints.add(new Endpoint(
                    guid(random).toUpperCase(Locale.ROOT),
                    String.format(Locale.ROOT, "%s %02d", model.name, number),
                    model.group,
                    model.type,
                    String.format(Locale.ROOT, model.host, number + 20),
                    model.port,
                    model.path,
                    model.match,
                    model.interval,
                    model.timeout,
                    model.retries,
                    model.rtt,
                    i % 3 == 0 ? Integer.valueOf((int) (model.rtt * 4)) : null,
                    i % 37 != 36,
                    model.notes));
        }
        return endpoints;
    }

    /** The usual round trip of the device with this name: the database does not keep it. */
    static double baseRttMs(String endpointName) {
        return MODELS.stream()
                .filter(model -> endpointName.startsWith(model.name))
                .mapToDouble(Model::rtt)
                .findFirst()
                .orElse(10.0);
    }

    static String guid(Random random) {
        return new UUID(
                        (random.nextLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x4000L,
                        (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L)
                .toString();
    }

    /** Pulse's {@code config.yaml} for these endpoints. */
    static String configYaml(List<Endpoint> endpoints, String note) {
        StringBuilder yaml = new StringBuilder("# ThingConnect Pulse configuration - " + note + "\n");
        yaml.append("version: 1\n\ndefaults:\n  interval_seconds: 30\n  timeout_ms: 1500\n  retries: 1\n  http:\n");
        yaml.append("    user_agent: \"ThingConnectPulse/1.0\"\n    expect_text: \"\"\n\ngroups:\n");
        for (Group group : GROUPS) {
            yaml.append("  - id: ").append(group.id).append('\n');
            line(yaml, "name", quoted(group.name));
            line(yaml, "parent_id", group.parent);
            line(yaml, "color", quoted(group.color));
            line(yaml, "sort_order", group.order);
        }
        yaml.append("\ntargets:\n");
        for (Endpoint endpoint : endpoints) {
            yaml.append("  - type: ").append(endpoint.type()).append('\n');
            line(yaml, "host", endpoint.host());
            line(yaml, "port", endpoint.port());
            line(yaml, "http_path", quoted(endpoint.httpPath()));
            line(yaml, "http_match", quoted(endpoint.httpMatch()));
            line(yaml, "group", endpoint.group());
            line(yaml, "name", quoted(endpoint.name()));
            line(yaml, "interval_seconds", endpoint.intervalSeconds());
            line(yaml, "timeout_ms", endpoint.timeoutMs());
            line(yaml, "retries", endpoint.retries());
            line(yaml, "expected_rtt_ms", endpoint.expectedRttMs());
            line(yaml, "notes", quoted(endpoint.notes()));
            line(yaml, "enabled", endpoint.enabled() ? null : Boolean.FALSE);
            yaml.append('\n');
        }
        return yaml.toString();
    }

    private static void line(StringBuilder yaml, String key, Object value) {
        if (value != null) {
            yaml.append("    ").append(key).append(": ").append(value).append('\n');
        }
    }

    private static String quoted(String text) {
        return text == null ? null : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
