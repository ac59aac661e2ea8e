package io.thingconnect.pulse.backupd.job.executor;

import java.time.Instant;
import java.util.Optional;

/** Due times that met their job's own scheduled run still queued or under way: one line, however many there are. */
final class SkippedDues {
    private Instant first;
    private Instant last;
    private int count;

    synchronized void add(Instant due) {
        first = first == null ? due : first;
        last = due;
        count++;
    }

    synchronized Optional<String> asWarning() {
        return switch (count) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of("the run due at " + first + " was left out: this one had not ended yet");
            default ->
                Optional.of(count + " runs due from " + first + " to " + last
                        + " were left out: this one had not ended yet");
        };
    }
}
