package io.thingconnect.pulse.backupd.config;

import io.thingconnect.pulse.backupd.config.Problem.Severity;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects everything that is to be said about one load, so that an operator mends a file in one go. */
final class Problems {
    /** A set: a value that an alias repeats is reported once. */
    private final Set<Problem> found = new LinkedHashSet<>();

    void error(Place place, String message) {
        found.add(new Problem(place, Severity.ERROR, message));
    }

    void warning(Place place, String message) {
        found.add(new Problem(place, Severity.WARNING, message));
    }

    void note(Place place, String message) {
        found.add(new Problem(place, Severity.NOTE, message));
    }

    boolean hasErrors() {
        return found.stream().anyMatch(p -> p.severity() == Severity.ERROR);
    }

    /** Errors first, then by place. */
    List<Problem> sorted() {
        return found.stream()
                .sorted(Comparator.comparing(Problem::severity)
                        .thenComparing(p -> p.place().file())
                        .thenComparingInt(p -> p.place().line())
                        .thenComparingInt(p -> p.place().column()))
                .toList();
    }
}
