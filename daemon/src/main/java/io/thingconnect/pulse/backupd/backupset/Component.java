package io.thingconnect.pulse.backupd.backupset;

import java.util.Locale;
import java.util.Optional;

/** A part of the protected installation that can be included, left out or restored on its own. */
public enum Component {
    DATABASE,
    CONFIGURATION,
    STATE,
    CERTIFICATES,
    SCRIPTS,
    LOGS;

    /** The spelling in configuration, manifest and protocol. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Component> parse(String word) {
        for (Component component : values()) {
            if (component.word().equals(word)) {
                return Optional.of(component);
            }
        }
        return Optional.empty();
    }
}
