package io.thingconnect.pulse.backupd.watch;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a component stands against its objective.
 *
 * @param loss what would be lost if the box died now; empty: everything, no good backup holds it
 * @param worstLoss what would have been lost at the worst moment of late
 * @param recovery the slowest of the measured ways; empty: nothing was measured yet
 */
public record Standing(
        Objective objective,
        Optional<Duration> loss,
        Optional<Duration> worstLoss,
        Optional<ObjectiveFacts.Recovery> recovery,
        Verdict rpo,
        Verdict rto,
        List<Alarm> alarms) {

    public Standing {
        alarms = List.copyOf(alarms);
    }

    /** How one limit stands. */
    public enum Verdict {
        /** There is no limit. */
        NONE,
        MET,
        /** Kept now, and not for long. */
        AT_RISK,
        MISSED,
        /** Nothing was measured yet. */
        UNKNOWN;

        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** What {@link #word} gave; {@code UNKNOWN} for anything else. */
        public static Verdict parse(String word) {
            return Arrays.stream(values())
                    .filter(verdict -> verdict.word().equals(word))
                    .findFirst()
                    .orElse(UNKNOWN);
        }
    }
}
