package io.thingconnect.pulse.backupd.job.executor;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/** The warnings of one run: the first ones in full, the rest as a number, so that a record stays readable. */
final class Warnings {
    static final int KEPT = 100;

    private final List<String> first = new ArrayList<>();
    private long more;

    synchronized void add(String warning) {
        requireNonNull(warning, "warning is null");
        if (first.size() < KEPT) {
            first.add(warning);
        } else {
            more++;
        }
    }

    synchronized List<String> list() {
        List<String> all = new ArrayList<>(first);
        if (more > 0) {
            all.add("and " + more + " more warnings; the backup's manifest lists those about its content");
        }
        return List.copyOf(all);
    }
}
