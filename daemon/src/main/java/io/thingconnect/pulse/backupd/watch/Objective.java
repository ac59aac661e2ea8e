package io.thingconnect.pulse.backupd.watch;

import java.time.Duration;
import java.util.Optional;

/**
 * What a box promises for one component.
 *
 * @param component as in {@code objectives:}, for example {@code users}
 * @param heldBy the component of a backup that holds it: users are rows of the database
 * @param rpo how much of it may be lost; empty: nothing was promised
 * @param rto how long bringing it back may take; empty: nothing was promised
 */
public record Objective(String component, String heldBy, Optional<Duration> rpo, Optional<Duration> rto) {
    public boolean isPromised() {
        return rpo.isPresent() || rto.isPresent();
    }
}
