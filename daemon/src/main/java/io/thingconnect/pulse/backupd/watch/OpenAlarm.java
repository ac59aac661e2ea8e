package io.thingconnect.pulse.backupd.watch;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * An alarm that has not cleared, and what people know of it.
 *
 * @param alarm as last seen; its {@code since} is the earliest that was seen
 * @param openedAt when the watch first saw it
 * @param worst the severest it was since then: only more than that is worth another message
 * @param toldAt when people were last told
 * @param acknowledged empty: nobody has it in hand
 * @param absentSince when the cause was first found gone; empty while it lasts
 */
public record OpenAlarm(
        Alarm alarm,
        Instant openedAt,
        Severity worst,
        Instant toldAt,
        Optional<Acknowledgement> acknowledged,
        Optional<Instant> absentSince) {
    public OpenAlarm {
        requireNonNull(alarm, "alarm is null");
        requireNonNull(openedAt, "openedAt is null");
        requireNonNull(worst, "worst is null");
        requireNonNull(toldAt, "toldAt is null");
        requireNonNull(acknowledged, "acknowledged is null");
        requireNonNull(absentSince, "absentSince is null");
    }

    /**
     * Somebody has it in hand.
     *
     * @param note "" where nothing was said
     */
    public record Acknowledgement(String by, Instant at, String note) {}

    public OpenAlarm acknowledgedBy(Acknowledgement acknowledgement) {
        return new OpenAlarm(alarm, openedAt, worst, toldAt, Optional.of(acknowledgement), absentSince);
    }

    static OpenAlarm first(Alarm alarm, Instant now) {
        return new OpenAlarm(alarm, now, alarm.severity(), now, Optional.empty(), Optional.empty());
    }

    /** Seen again, as it is now. */
    OpenAlarm seen(Alarm now) {
        Instant since = now.since().isBefore(alarm.since()) ? now.since() : alarm.since();
        Alarm merged = new Alarm(now.id(), now.severity(), since, now.message(), now.hint());
        return new OpenAlarm(merged, openedAt, worst, toldAt, acknowledged, Optional.empty());
    }

    OpenAlarm told(Instant now) {
        return new OpenAlarm(alarm, openedAt, worst, now, acknowledged, absentSince);
    }

    /** Worse than what was acknowledged: that counts no more. */
    OpenAlarm escalated(Instant now) {
        return new OpenAlarm(alarm, openedAt, alarm.severity(), now, Optional.empty(), Optional.empty());
    }

    OpenAlarm absent(Instant since) {
        return new OpenAlarm(alarm, openedAt, worst, toldAt, acknowledged, Optional.of(since));
    }
}
