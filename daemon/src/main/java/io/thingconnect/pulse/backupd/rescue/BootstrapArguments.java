package io.thingconnect.pulse.backupd.rescue;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The command line of {@code pulse-restore --bootstrap}. */
record BootstrapArguments(Map<String, String> values, Set<String> flags) {
    private static final Set<String> WITH_VALUE =
            Set.of("--root", "--from", "--config", "--destination", "--host", "--passphrase-file");
    private static final Set<String> WITHOUT = Set.of("--bootstrap", "--dry-run", "--yes", "--json");

    static BootstrapArguments parse(List<String> words) throws BackupException {
        Map<String, String> values = new HashMap<>();
        Set<String> flags = new HashSet<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (WITHOUT.contains(word)) {
                flags.add(word);
            } else if (WITH_VALUE.contains(word) && i + 1 < words.size()) {
                values.put(word, words.get(++i));
            } else {
                throw Arguments.usage("--bootstrap does not understand '" + word + "'");
            }
        }
        if (values.containsKey("--from") && values.containsKey("--config")) {
            throw Arguments.usage("--from and --config exclude each other");
        }
        return new BootstrapArguments(Map.copyOf(values), Set.copyOf(flags));
    }

    boolean has(String flag) {
        return flags.contains(flag);
    }

    Optional<String> value(String option) {
        return Optional.ofNullable(values.get(option));
    }

    Path root() {
        return Path.of(values.getOrDefault("--root", "/")).toAbsolutePath().normalize();
    }
}
