package io.thingconnect.pulse.backupd.config;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.watch.Objective;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Takes {@code objectives:} out of a long form that has no errors. */
final class ObjectivesReader {
    /** Tables of the database, which holds them. */
    private static final List<String> IN_DATABASE = List.of("users", "settings");

    private final Value.Block block;
    private final Set<String> captured = new HashSet<>();

    /** @param file the whole of it: one value for everything is meant for what the jobs back up */
    ObjectivesReader(Value.Block file) {
        this.block = file.block("objectives");
        file.block("backup")
                .block("jobs")
                .values()
                .values()
                .forEach(job -> captured.addAll(((Value.Block) job).texts("include")));
    }

    /** One for each name that an objective can be set for, with or without limits. */
    List<Objective> objectives() {
        List<Objective> objectives = new ArrayList<>();
        for (Component component : Component.values()) {
            objectives.add(objective(component.word(), component.word()));
        }
        IN_DATABASE.forEach(name -> objectives.add(objective(name, Component.DATABASE.word())));
        return objectives;
    }

    private Objective objective(String name, String heldBy) {
        return new Objective(name, heldBy, limit("rpo", name, heldBy), limit("rto", name, heldBy));
    }

    private Optional<Duration> limit(String key, String name, String heldBy) {
        Optional<String> everything = block.text(key).filter(value -> captured.contains(heldBy));
        return everything.or(() -> block.block(key).text(name)).flatMap(Quantities::duration);
    }
}
