package io.thingconnect.pulse.backupd.recovery;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Label;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a restore would do, found before it starts.
 *
 * @param destination whose copies would be read
 * @param wantedAt the time that was asked for; empty where a label was
 * @param chain the full first, the backup itself last
 * @param neededBytes space that target and spool have to have together, at most: the databases, all other files of the chain,
 *     and the deltas
 * @param expectedSeconds by the rate of earlier restores; empty where none was measured
 * @param notes for people, a clause each: what was passed over and why
 */
public record RestorePlan(
        Label label,
        String job,
        String destination,
        int timeline,
        Instant takenAt,
        Optional<Instant> wantedAt,
        List<Step> chain,
        long neededBytes,
        OptionalLong expectedSeconds,
        List<Component> components,
        List<String> notes) {
    public RestorePlan {
        requireNonNull(label, "label is null");
        chain = List.copyOf(chain);
        components = List.copyOf(components);
        notes = List.copyOf(notes);
    }

    /** One archive of the chain. */
    public record Step(Label label, Instant takenAt, long archiveBytes) {}

    /** What happened in this time before the one that was asked for is not in the backup. */
    public Optional<Duration> loss() {
        // Within the second that was asked for it may have been taken a little later.
        return wantedAt.map(wanted -> takenAt.isAfter(wanted) ? Duration.ZERO : Duration.between(takenAt, wanted));
    }

    /** Bytes of all archives, as stored. */
    public long readBytes() {
        return chain.stream().mapToLong(Step::archiveBytes).sum();
    }
}
