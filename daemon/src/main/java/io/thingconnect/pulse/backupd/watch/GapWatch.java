package io.thingconnect.pulse.backupd.watch;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The time in which nobody watched: the daemon was down, the box was off or asleep, or its clock was set forward. */
public final class GapWatch {
    /** A look comes every minute; a restart takes seconds. */
    public static final Duration UNREMARKABLE = Duration.ofMinutes(5);

    private GapWatch() {}

    /**
     * @param from when was looked last
     * @param to when was looked again
     * @param down whether the daemon was not running; else it was, and time went by all the same
     * @param missed due times that passed meanwhile
     */
    public record GapFacts(Instant from, Instant to, boolean down, List<MissedDues> missed) {
        public GapFacts {
            requireNonNull(from, "from is null");
            requireNonNull(to, "to is null");
            missed = List.copyOf(missed);
        }
    }

    /**
     * @param count at least 1
     * @param last the newest of them
     * @param madeUp whether the job has succeeded since
     */
    public record MissedDues(String job, long count, Instant last, boolean madeUp) {}

    /** For the journal: for how long, and what was missed. */
    public static String sentence(GapFacts gap) {
        String what = gap.down()
                ? "the backup daemon was not running from "
                : "the box slept, or its clock was set forward: nothing was watched from ";
        String missed = gap.missed().isEmpty()
                ? "; no due time was missed"
                : "; missed meanwhile: "
                        + gap.missed().stream().map(GapWatch::dues).collect(Collectors.joining(", "));
        return what + Words.time(gap.from()) + " to " + Words.time(gap.to()) + ", for "
                + Words.span(Duration.between(gap.from(), gap.to())) + missed;
    }

    private static String dues(MissedDues dues) {
        return "job '" + dues.job() + "' " + (dues.count() == 1 ? "once, at " : dues.count() + " times, last at ")
                + Words.time(dues.last());
    }

    /** Until each job that missed a due time has made it up. */
    public static Optional<Alarm> alarm(GapFacts gap) {
        List<MissedDues> left = new ArrayList<>(gap.missed());
        left.removeIf(MissedDues::madeUp);
        return left.isEmpty()
                ? Optional.empty()
                : Optional.of(new Alarm(
                        "daemon-down",
                        Severity.WARNING,
                        gap.from(),
                        sentence(gap),
                        "Missed runs are made up for by themselves, see 'pulsectl runs'; find out why it stood still with"
                                + " 'journalctl -u thingconnect-pulse-backup --since \"" + since(gap.from()) + "\"'."));
    }

    /** As journalctl reads it. */
    private static String since(Instant from) {
        return Words.time(from).replace('T', ' ').replace("Z", " UTC");
    }
}
