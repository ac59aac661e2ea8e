package io.thingconnect.pulse.backupd.config;

import java.util.stream.Stream;

/**
 * Whether anything that a configuration names speaks to another box. Programs of the administrator's (hooks, channels that are
 * commands) run as children with the daemon's own confinement, and what they do is not known: they count.
 */
final class NetworkUse {
    private NetworkUse() {}

    /** @param file in the long form */
    static boolean of(Value.Block file) {
        Value.Block backup = file.block("backup");
        return blocks(backup, "destinations").anyMatch(NetworkUse::isRemote)
                || blocks(backup, "jobs").anyMatch(NetworkUse::hasHooks)
                || blocks(file, "notifications").findAny().isPresent();
    }

    private static Stream<Value.Block> blocks(Value.Block parent, String key) {
        return parent.block(key).values().values().stream()
                .filter(Value.Block.class::isInstance)
                .map(Value.Block.class::cast);
    }

    private static boolean isRemote(Value.Block destination) {
        return destination.text("type").filter(type -> !type.equals("local")).isPresent();
    }

    private static boolean hasHooks(Value.Block job) {
        Value.Block hooks = job.block("hooks");
        return Stream.of("before", "after").anyMatch(key -> !hooks.texts(key).isEmpty());
    }
}
