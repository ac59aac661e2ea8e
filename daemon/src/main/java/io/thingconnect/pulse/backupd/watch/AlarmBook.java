package io.thingconnect.pulse.backupd.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The life of alarms: each opens once, is repeated until somebody acknowledges it, is told again when it gets worse, and
 * ends with an all-clear.
 */
public final class AlarmBook {
    /**
     * How long a cause has to be gone before that is believed: a destination that answers every other minute is one alarm, not
     * thirty and as many all-clears.
     */
    public static final Duration SETTLE = Duration.ofSeconds(90);

    private AlarmBook() {}

    /** What is worth a message. */
    public enum What {
        OPENED,
        ESCALATED,
        REPEATED,
        CLEARED
    }

    public record Change(What what, OpenAlarm alarm) {}

    /**
     * The book after a look.
     *
     * @param open all that are, in the order in which they opened
     * @param changes in the order of the alarms now, cleared ones last
     */
    public record Turned(List<OpenAlarm> open, List<Change> changes) {
        public Turned {
            open = List.copyOf(open);
            changes = List.copyOf(changes);
        }
    }

    /**
     * @param before what was open
     * @param seen all alarms as of now, each id once
     * @param repeat an alarm that nobody acknowledged is told again so long after the last time; zero: never
     */
    public static Turned turn(List<OpenAlarm> before, List<Alarm> seen, Instant now, Duration repeat) {
        Map<String, OpenAlarm> open = new LinkedHashMap<>();
        before.forEach(alarm -> open.put(alarm.alarm().id(), alarm));
        List<Change> changes = new ArrayList<>();
        Map<String, Alarm> present = new LinkedHashMap<>();
        seen.forEach(alarm -> present.putIfAbsent(alarm.id(), alarm));
        present.forEach((id, alarm) -> {
            OpenAlarm known = open.get(id);
            if (known == null) {
                known = OpenAlarm.first(alarm, now);
                changes.add(new Change(What.OPENED, known));
            } else {
                known = again(known.seen(alarm), now, repeat, changes);
            }
            open.put(id, known);
        });
        for (OpenAlarm alarm : before) {
            String id = alarm.alarm().id();
            if (!present.containsKey(id)) {
                Optional<OpenAlarm> left = absent(alarm, now);
                left.ifPresentOrElse(still -> open.put(id, still), () -> {
                    open.remove(id);
                    changes.add(new Change(What.CLEARED, alarm));
                });
            }
        }
        return new Turned(List.copyOf(open.values()), changes);
    }

    private static OpenAlarm again(OpenAlarm known, Instant now, Duration repeat, List<Change> changes) {
        if (known.alarm().severity().compareTo(known.worst()) > 0) {
            OpenAlarm worse = known.escalated(now);
            changes.add(new Change(What.ESCALATED, worse));
            return worse;
        }
        if (known.toldAt().isAfter(now)) {
            // The clock was set back; the rhythm starts anew, or nobody would hear of it for as long as that.
            return known.told(now);
        }
        boolean due = !repeat.isZero() && Duration.between(known.toldAt(), now).compareTo(repeat) >= 0;
        if (!due || known.acknowledged().isPresent()) {
            return known;
        }
        OpenAlarm repeated = known.told(now);
        changes.add(new Change(What.REPEATED, repeated));
        return repeated;
    }

    /** Empty where it has been gone for long enough. */
    private static Optional<OpenAlarm> absent(OpenAlarm alarm, Instant now) {
        Instant since = alarm.absentSince().filter(gone -> !gone.isAfter(now)).orElse(now);
        return Duration.between(since, now).compareTo(SETTLE) >= 0
                ? Optional.empty()
                : Optional.of(alarm.absent(since));
    }
}
