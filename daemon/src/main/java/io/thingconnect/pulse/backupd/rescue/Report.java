package io.thingconnect.pulse.backupd.rescue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.restore.inplace.RestoreRecord;
import io.thingconnect.pulse.backupd.schedule.PointInTime;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is said, for people and for programs. Sizes are decimal, as in pulsectl. */
final class Report {
    private Report() {}

    static String bytes(long bytes) {
        String[] units = {"B", "kB", "MB", "GB", "TB", "PB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(java.util.Locale.ROOT, "%.1f %s", value, units[unit]);
    }

    static String age(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 7200) {
            return seconds / 60 + " min";
        }
        return seconds < 172_800 ? seconds / 3600 + " h" : seconds / 86_400 + " days";
    }

    static String record(RestoreRecord record, ZoneId zone) {
        Instant begun = record.phases().values().iterator().next();
        String what = record.kind().equals("undo") ? "undo of " + record.label() : record.label();
        String outcome = record.closed() ? record.outcome() : "INTERRUPTED while " + record.phase();
        StringBuilder text = new StringBuilder(PointInTime.show(begun, zone) + "  " + what + "  " + outcome);
        downtime(record).ifPresent(time -> text.append(", services were down ").append(seconds(time)));
        text.append('\n');
        if (!record.note().isEmpty()) {
            text.append("  ").append(record.note()).append('\n');
        }
        record.previous()
                .forEach(path ->
                        text.append("  what was there before: ").append(path).append('\n'));
        return text.toString();
    }

    /** From the stop of the first service until all is done. */
    private static Optional<Duration> downtime(RestoreRecord record) {
        Instant stopped = record.phases().get("stopping");
        Instant done = record.phases().get("done");
        return stopped == null || done == null ? Optional.empty() : Optional.of(Duration.between(stopped, done));
    }

    private static String seconds(Duration time) {
        return String.format(java.util.Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }

    static String json(Object value) {
        try {
            return new JsonMapper().writeValueAsString(value) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code open} says whether a restore was interrupted and waits to be recovered. */
    static Map<String, Object> status(List<RestoreRecord> history) {
        Map<String, Object> status = new LinkedHashMap<>();
        List<Map<String, Object>> restores = new ArrayList<>();
        for (int i = history.size() - 1; i >= 0; i--) {
            restores.add(fields(history.get(i)));
        }
        status.put(
                "open", !history.isEmpty() && !history.get(history.size() - 1).closed());
        status.put("restores", restores);
        return status;
    }

    static Map<String, Object> fields(RestoreRecord record) {
        Map<String, Object> fields = new LinkedHashMap<>();
        Map<String, String> phases = new LinkedHashMap<>();
        record.phases().forEach((phase, at) -> phases.put(phase, at.toString()));
        fields.put("id", record.id());
        fields.put("kind", record.kind());
        fields.put("label", record.label());
        fields.put("phase", record.phase());
        fields.put("closed", record.closed());
        fields.put("outcome", record.outcome());
        fields.put("note", record.note());
        fields.put("phases", phases);
        fields.put("previous", record.previous().stream().map(Object::toString).toList());
        return fields;
    }

    static Map<String, Object> failure(BackupException e) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", e.code().wireName());
        error.put("message", e.getMessage());
        error.put("hint", e.hint());
        error.put("exitStatus", e.code().exitStatus());
        return Map.of("error", error);
    }
}
