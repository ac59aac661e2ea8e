package io.thingconnect.pulse.backupd.verify;

import java.util.Locale;
import java.util.Optional;

/** How far a verification goes; each level includes the ones before it. */
public enum Level {
    /** The stored bytes have the SHA-256 of the {@code .sha256} file. */
    CHECKSUM,
    /** The archive unfolds to exactly what the manifest lists, every content hashed. */
    ENTRIES,
    /** Restored into a scratch directory, and SQLite checks the databases. */
    RESTORE;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Level> parse(String word) {
        for (Level level : values()) {
            if (level.word().equals(word)) {
                return Optional.of(level);
            }
        }
        return Optional.empty();
    }
}
