package io.thingconnect.pulse.backupd.drill;

import java.util.Locale;
import java.util.Optional;

/** How much a drill restores. Every archive of the chain is proven completely either way. */
public enum Scope {
    /** The databases. */
    DATABASE,
    /** Everything; each file on disk is read again and its hash compared. */
    BOX;

    /** The spelling in configuration, protocol and verdict. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Scope> parse(String word) {
        for (Scope scope : values()) {
            if (scope.word().equals(word)) {
                return Optional.of(scope);
            }
        }
        return Optional.empty();
    }
}
