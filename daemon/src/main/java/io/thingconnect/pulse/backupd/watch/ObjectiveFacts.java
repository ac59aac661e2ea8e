package io.thingconnect.pulse.backupd.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of one component.
 *
 * @param watchedSince since when this installation is watched: the age of a backup that never was
 * @param newestGood when the newest good backup that holds it was taken
 * @param dues the next backup of each job that captures it
 * @param changes there where a job saves it at each change
 * @param worstGap the longest time between two good backups that hold it, of late
 * @param recoveries what bringing it back takes, as measured in different ways
 */
public record ObjectiveFacts(
        Objective objective,
        Instant watchedSince,
        Optional<Instant> newestGood,
        List<Due> dues,
        Optional<Changes> changes,
        Optional<Duration> worstGap,
        List<Recovery> recoveries) {

    public ObjectiveFacts {
        dues = List.copyOf(dues);
        recoveries = List.copyOf(recoveries);
    }

    /**
     * A backup that is to come, or under way.
     *
     * @param at when it begins, or began
     * @param takes how long the last one took
     */
    public record Due(Instant at, Duration takes) {}

    /**
     * What watching for changes has seen.
     *
     * @param unsavedSince the oldest change that no backup holds; empty: everything is saved
     * @param debounce how long it waits for further changes
     */
    public record Changes(Optional<Instant> unsavedSince, Duration debounce) {}

    /**
     * @param basis a clause for people: measured how
     * @param at when that was
     */
    public record Recovery(Duration takes, String basis, Instant at) {}
}
