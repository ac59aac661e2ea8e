package io.thingconnect.pulse.backupd.backupset;

import java.util.Locale;
import java.util.Optional;

/** What a backup holds: everything, what changed since the last good backup, or what changed since the last full. */
public enum Kind {
    FULL,
    INCREMENTAL,
    DIFFERENTIAL;

    /** The spelling in labels, configuration and protocol. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Kind> parse(String word) {
        for (Kind kind : values()) {
            if (kind.word().equals(word)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
