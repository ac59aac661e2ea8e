package io.thingconnect.pulse.backupd.control.service;

import io.thingconnect.pulse.backupd.watch.ObjectiveDay;
import io.thingconnect.pulse.backupd.watch.ObjectiveFacts;
import io.thingconnect.pulse.backupd.watch.Standing;
import java.time.Duration;

/**
 * One component against its objective. Its components are exactly what the protocol sends; null stands for an absent one.
 *
 * @param heldBy the component of a backup that holds it
 * @param rpo {@code none}, {@code met}, {@code at-risk}, {@code missed} or {@code unknown}
 * @param rto as rpo
 * @param lossSeconds if the box died now; null: no good backup holds it
 * @param worstLossSeconds the most within 30 days
 * @param recoverySeconds as measured; null where nothing was
 * @param recoveryBasis a clause; "" where nothing was measured
 */
public record ObjectiveStatus(
        String component,
        String heldBy,
        String rpo,
        String rto,
        Long rpoSeconds,
        Long rtoSeconds,
        Long lossSeconds,
        Long worstLossSeconds,
        Long recoverySeconds,
        String recoveryBasis) {
    /**
     * The worst of a day.
     *
     * @param day in UTC, as {@code 2024-01-16}
     * @param lossSeconds null: no good backup held it
     * @param recoverySeconds null: nothing was measured
     */
    public record Day(String component, String day, String rpo, String rto, Long lossSeconds, Long recoverySeconds) {
        public static Day of(ObjectiveDay day) {
            return new Day(
                    day.component(),
                    day.day().toString(),
                    day.rpo().word(),
                    day.rto().word(),
                    day.loss().map(Duration::toSeconds).orElse(null),
                    day.recovery().map(Duration::toSeconds).orElse(null));
        }
    }

    public static ObjectiveStatus of(Standing standing) {
        return new ObjectiveStatus(
                standing.objective().component(),
                standing.objective().heldBy(),
                standing.rpo().word(),
                standing.rto().word(),
                standing.objective().rpo().map(Duration::toSeconds).orElse(null),
                standing.objective().rto().map(Duration::toSeconds).orElse(null),
                standing.loss().map(Duration::toSeconds).orElse(null),
                standing.worstLoss().map(Duration::toSeconds).orElse(null),
                standing.recovery()
                        .map(recovery -> recovery.takes().toSeconds())
                        .orElse(null),
                standing.recovery().map(ObjectiveFacts.Recovery::basis).orElse(""));
    }
}
