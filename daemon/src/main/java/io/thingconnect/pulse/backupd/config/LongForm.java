package io.thingconnect.pulse.backupd.config;

import io.thingconnect.pulse.backupd.backupset.Compression;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns whatever form the file has into one: jobs and destinations by name, each job with everything it inherits. The
 * short form is one job {@code daily} and its destinations.
 */
final class LongForm {
    static final String DEFAULT_SCHEDULE = "30 3 * * *";
    static final String DEFAULT_DESTINATION = "/var/lib/thingconnect-pulse/backups";

    private static final List<String> SHORT = List.of("schedule", "destination", "storage");

    private final Value.Block backup;
    private final Reading defaults;

    private LongForm(Value.Block backup, Reading defaults) {
        this.backup = backup;
        this.defaults = defaults;
    }

    /** @param defaults a reading of the file as a whole, for the defaults of what the short form only implies */
    static Value.Block of(Value.Block file, Reading defaults) {
        return file.with("backup", new LongForm(file.block("backup"), defaults).complete());
    }

    private Value.Block complete() {
        refuseMixture();
        Value.Block destinations = destinations();
        Value.Block whole = backup.with("destinations", destinations).with("jobs", jobs(destinations));
        for (String key : SHORT) {
            whole = whole.without(key);
        }
        if (!backup.says("compressionLevel")) {
            Compression method = method(backup);
            whole = whole.with("compressionLevel", text(backup.place(), String.valueOf(method.defaultLevel())));
        }
        return Schema.BACKUP.inOrder(whole);
    }

    private void refuseMixture() {
        for (String longKey : List.of("jobs", "destinations")) {
            for (String shortKey : SHORT) {
                if (backup.says(longKey) && backup.says(shortKey)) {
                    defaults.problems()
                            .error(
                                    backup.place(shortKey),
                                    "\"" + shortKey + "\" is the short form and cannot stand beside \"" + longKey
                                            + "\"; move it into "
                                            + (shortKey.equals("schedule") ? "a job" : "\"destinations\""));
                }
            }
        }
    }

    private Value.Block destinations() {
        if (backup.says("destinations")) {
            return backup.block("destinations");
        }
        Map<String, Value> found = new LinkedHashMap<>();
        backup.at("destination").ifPresent(path -> found.put("local", local(path)));
        backup.at("storage").ifPresent(storage -> {
            String type = ((Value.Block) storage).text("type").orElse("storage");
            found.put(found.containsKey(type) ? "storage" : type, storage);
        });
        if (!found.containsKey("local")
                && found.values().stream().allMatch(d -> !CrossChecks.isUsable((Value.Block) d))) {
            standIn(found);
        }
        return new Value.Block(backup.place(), false, found);
    }

    /** A box whose only storage this version cannot use yet is still backed up, where it always was by default. */
    private void standIn(Map<String, Value> found) {
        if (!found.isEmpty()) {
            defaults.problems()
                    .warning(
                            backup.place("storage"),
                            "backup.storage is the only destination and cannot be used yet; backups are kept in "
                                    + DEFAULT_DESTINATION + " instead");
        }
        found.put("local", local(text(backup.place(), DEFAULT_DESTINATION)));
    }

    private Value.Block local(Value path) {
        Value.Block block = new Value.Block(path.place(), path.given(), Map.of());
        Value.Block complete = Schema.LOCAL.defaults(silent(path.place()));
        for (Map.Entry<String, Value> entry : complete.values().entrySet()) {
            block = block.with(entry.getKey(), entry.getValue());
        }
        return Schema.LOCAL.inOrder(
                block.with("type", text(path.place(), "local")).with("path", path));
    }

    private Value.Block jobs(Value.Block destinations) {
        Map<String, Value> jobs = new LinkedHashMap<>();
        if (backup.says("jobs")) {
            backup.block("jobs")
                    .values()
                    .forEach((name, job) -> jobs.put(name, inherit((Value.Block) job, destinations)));
        } else {
            Value schedule = backup.at("schedule").orElse(text(backup.place(), DEFAULT_SCHEDULE));
            Value.Block daily = Schema.JOB.defaults(silent(backup.place())).with("schedule", schedule);
            jobs.put("daily", inherit(daily, destinations));
        }
        return new Value.Block(backup.place("jobs"), backup.says("jobs"), jobs);
    }

    private Value.Block inherit(Value.Block job, Value.Block destinations) {
        Value.Block whole = job;
        for (String key : List.of("include", "compression", "retention")) {
            boolean replaced = key.equals("retention") && job.says("keep");
            Optional<Value> inherited = backup.at(key).filter(v -> !job.says(key) && !replaced);
            if (inherited.isPresent()) {
                whole = whole.with(key, inherited.get());
            }
        }
        if (!job.says("compressionLevel")) {
            whole = whole.with("compressionLevel", text(job.place(), String.valueOf(inheritedLevel(whole))));
        }
        if (!job.says("destinations")) {
            List<Value> names = destinations.values().keySet().stream()
                    .map(name -> (Value) text(job.place(), name))
                    .toList();
            whole = whole.with("destinations", new Value.Items(job.place(), false, names));
        }
        return Schema.JOB.inOrder(whole);
    }

    /** A level means something for its own method only. */
    private int inheritedLevel(Value.Block job) {
        Compression method = method(job);
        Optional<String> level = backup.text("compressionLevel").filter(l -> method == method(backup));
        return level.map(Integer::parseInt).orElse(method.defaultLevel());
    }

    private static Compression method(Value.Block block) {
        return block.text("compression").flatMap(Compression::parse).orElse(Compression.GZIP);
    }

    private Reading silent(Place place) {
        return new Reading(defaults.file(), defaults.problems(), defaults.references(), "backup", place, true, false);
    }

    private static Value.Text text(Place place, String text) {
        return new Value.Text(place, false, text, Optional.of(text), false);
    }
}
