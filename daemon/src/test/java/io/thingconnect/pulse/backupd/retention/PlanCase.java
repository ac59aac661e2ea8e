package io.thingconnect.pulse.backupd.retention;

import io.thingconnect.pulse.backupd.backupset.Label;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One golden file: lines {@code zone}, {@code now}, {@code keep} and {@code backup}, then {@code expect} and below it the plan
 * as printed, followed by what is deleted, in order.
 */
final class PlanCase {
    final List<Candidate> candidates = new ArrayList<>();
    final List<String> expected = new ArrayList<>();
    ZoneId zone = ZoneId.of("UTC");
    Instant now = Instant.EPOCH;
    Keep keep = Keep.everything();

    static PlanCase parse(String text) {
        PlanCase parsed = new PlanCase();
        boolean expecting = false;
        for (String line : text.lines().toList()) {
            if (expecting) {
                parsed.expected.add(line);
            } else if (line.equals("expect")) {
                expecting = true;
            } else if (!line.isBlank() && !line.startsWith("#")) {
                parsed.read(line.split(" +", 2));
            }
        }
        return parsed;
    }

    private void read(String[] words) {
        switch (words[0]) {
            case "zone" -> zone = ZoneId.of(words[1]);
            case "now" -> now = Instant.parse(words[1]);
            case "keep" -> keep = keep(words[1]);
            case "backup" -> candidates.add(candidate(words[1].split(" +")));
            default -> throw new IllegalArgumentException("unknown line: " + words[0]);
        }
    }

    /** The plan as it would stand below {@code expect}. */
    List<String> actual() {
        RetentionPlan plan = Retention.plan(candidates, keep, zone, now);
        List<String> lines = new ArrayList<>(plan.lines());
        plan.deletions().forEach(label -> lines.add("delete " + label));
        return lines;
    }

    static Label label(String shortName) {
        return Label.parse("pulse-backup-" + shortName).orElseThrow();
    }

    private static Keep keep(String text) {
        Map<String, String> values = values(text.split(" +"));
        return new Keep(
                count(values, "last"),
                count(values, "hourly"),
                count(values, "daily"),
                count(values, "weekly"),
                count(values, "monthly"),
                count(values, "yearly"),
                Duration.parse(values.getOrDefault("within", "PT0S")),
                count(values, "minimum"));
    }

    private static int count(Map<String, String> values, String name) {
        return Integer.parseInt(values.getOrDefault(name, "0"));
    }

    private static Candidate candidate(String[] words) {
        Map<String, String> values = values(words);
        Label label = label(words[0]);
        Set<Hold> holds = EnumSet.noneOf(Hold.class);
        if (values.containsKey("in-use")) {
            holds.add(Hold.IN_USE);
        }
        if (values.containsKey("pending")) {
            holds.add(Hold.PENDING_SOURCE);
        }
        Health health = values.containsKey("quarantined")
                ? Health.QUARANTINED
                : values.containsKey("unproven") ? Health.UNPROVEN : Health.GOOD;
        return new Candidate(
                label,
                Optional.ofNullable(values.get("taken")).map(Instant::parse).orElse(label.at()),
                Optional.ofNullable(values.get("parent")).map(PlanCase::label).orElse(null),
                health,
                Optional.ofNullable(values.get("proven")).map(Instant::parse),
                Optional.ofNullable(values.get("pin")).map(until -> pin(until, values.getOrDefault("reason", ""))),
                holds);
    }

    private static Pin pin(String until, String reason) {
        return new Pin(
                until.equals("forever") ? Optional.empty() : Optional.of(Instant.parse(until)),
                reason.replace('_', ' '));
    }

    private static Map<String, String> values(String[] words) {
        Map<String, String> values = new HashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            values.put(equals < 0 ? word : word.substring(0, equals), equals < 0 ? "" : word.substring(equals + 1));
        }
        return values;
    }
}
