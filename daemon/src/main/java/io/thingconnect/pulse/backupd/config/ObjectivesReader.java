package io.thingconnect.pulse.backupd.config;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.watch.Objective;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes {@code objectives:} out of a long form that has no errors. */
final class ObjectivesReader {
    /** Tables of the database, which holds them. */
    private static final List<String> IN_DATABASE = List.of("users", "settings");

    private final Value.Block block;

    ObjectivesReader(Value.Block block) {
        this.block = block;
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
        return new Objective(name, heldBy, limit("rpo", name), limit("rto", name));
    }

    private Optional<Duration> limit(String key, String name) {
        return block.text(key).or(() -> block.block(key).text(name)).flatMap(Quantities::duration);
    }
}
