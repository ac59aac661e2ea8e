package io.thingconnect.pulse.backupd.watch;

import io.thingconnect.pulse.backupd.system.Sizes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Destinations that will be full before long, by how our own backups there have grown. */
public final class SpaceWatch {
    /** How far ahead is looked. */
    static final Duration AHEAD = Duration.ofDays(7);

    /** How far back is looked; chains come and go as a whole within it, which evens out. */
    static final Duration BACK = Duration.ofDays(28);

    /** Less history than that says nothing. */
    static final Duration SHORTEST = Duration.ofDays(2);

    private static final int SAMPLES = 57;

    private SpaceWatch() {}

    /**
     * One archive at a destination.
     *
     * @param until when it was removed; null while it is there
     */
    public record Stored(Instant from, Instant until, long bytes) {}

    /**
     * @param freeBytes what is free now
     * @param reserveBytes what is to stay free
     * @param largest of the newest archives of the jobs that write there
     * @param stillToCome bytes until retention removes as much as comes; -1 where its rules do not say
     * @param stored everything that was ever there, as far as is known
     */
    public record SpaceFacts(
            String name,
            String location,
            long freeBytes,
            long reserveBytes,
            long largest,
            long stillToCome,
            List<Stored> stored) {
        public SpaceFacts {
            stored = List.copyOf(stored);
        }
    }

    /** Nothing about one whose free space nobody knows, or where the reserve is gone already: that has an alarm of its own. */
    public static List<Alarm> alarms(List<SpaceFacts> destinations, Instant now) {
        List<Alarm> alarms = new ArrayList<>();
        for (SpaceFacts facts : destinations) {
            if (facts.freeBytes() >= facts.reserveBytes() && facts.freeBytes() >= 0) {
                alarm(facts, now).ifPresent(alarms::add);
            }
        }
        return alarms;
    }

    private static Optional<Alarm> alarm(SpaceFacts facts, Instant now) {
        long room = facts.freeBytes() - facts.reserveBytes();
        double daily = growthPerDay(facts.stored(), now);
        Optional<Duration> left = untilFull(facts, now);
        boolean soon = left.filter(time -> time.compareTo(AHEAD) <= 0).isPresent();
        boolean nextDoesNotFit = room < facts.largest();
        if (!soon && !nextDoesNotFit) {
            return Optional.empty();
        }
        String forecast = soon
                ? "; it fills by " + Sizes.text((long) daily) + " a day, so that this is reached in "
                        + Words.span(left.get())
                : "; the next backup may have " + Sizes.text(facts.largest()) + " and would not fit";
        return Optional.of(new Alarm(
                "destination-filling:" + facts.name(),
                Severity.WARNING,
                now,
                "destination '" + facts.name() + "' (" + facts.location() + ") has " + Sizes.text(facts.freeBytes())
                        + " free, of which " + Sizes.text(facts.reserveBytes()) + " are to stay free" + forecast,
                "Make room there, or keep less (retention: or keep: in backup.yaml); 'pulsectl expire --dry-run' shows what"
                        + " that removes."));
    }

    /** When only the reserve is left, if it goes on as before; empty where that is not in sight. */
    public static Optional<Duration> untilFull(SpaceFacts facts, Instant now) {
        long room = facts.freeBytes() - facts.reserveBytes();
        double daily = growthPerDay(facts.stored(), now);
        boolean stopsBefore = facts.stillToCome() >= 0 && facts.stillToCome() < room;
        if (facts.freeBytes() < 0 || daily < 1 || stopsBefore) {
            return Optional.empty();
        }
        double seconds = Math.max(0, room) / daily * 86_400;
        // A century is as good as never, and a Duration has an end.
        return seconds > 3e9 ? Optional.empty() : Optional.of(Duration.ofSeconds((long) seconds));
    }

    /** Bytes; the slope of the line that fits best through what was there twice a day; 0 with too little history. */
    static double growthPerDay(List<Stored> stored, Instant now) {
        Instant first =
                stored.stream().map(Stored::from).min(Instant::compareTo).orElse(now);
        Instant start = first.isBefore(now.minus(BACK)) ? now.minus(BACK) : first;
        Duration window = Duration.between(start, now);
        if (window.compareTo(SHORTEST) < 0) {
            return 0;
        }
        double days = window.toSeconds() / 86_400.0;
        double meanX = days / 2;
        double[] held = new double[SAMPLES];
        double meanY = 0;
        for (int i = 0; i < SAMPLES; i++) {
            Instant at = start.plusSeconds(window.toSeconds() * i / (SAMPLES - 1));
            held[i] = heldAt(stored, at);
            meanY += held[i] / SAMPLES;
        }
        double above = 0;
        double below = 0;
        for (int i = 0; i < SAMPLES; i++) {
            double x = days * i / (SAMPLES - 1) - meanX;
            above += x * (held[i] - meanY);
            below += x * x;
        }
        return above / below;
    }

    private static double heldAt(List<Stored> stored, Instant at) {
        double bytes = 0;
        for (Stored archive : stored) {
            boolean there = !archive.from().isAfter(at)
                    && (archive.until() == null || archive.until().isAfter(at));
            bytes += there ? archive.bytes() : 0;
        }
        return bytes;
    }
}
