package io.thingconnect.pulse.backupd.job;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.drill.Assertion;
import io.thingconnect.pulse.backupd.drill.Scope;
import io.thingconnect.pulse.backupd.schedule.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One entry of {@code drills:}.
 *
 * @param name "" for one that somebody asks for without a name
 * @param schedule empty: only on demand
 * @param from a destination's name, or {@link #EACH}; empty: the first that holds a good backup
 * @param oldest the oldest good backup there instead of the newest
 * @param assertions empty: those that hold for any installation
 * @param freshness how much older than the backup its newest check result may be; zero: any age
 */
public record DrillSpec(
        String name,
        Optional<Schedule> schedule,
        Scope scope,
        Optional<String> from,
        boolean oldest,
        List<Assertion> assertions,
        Duration freshness)
        implements Timed {
    /** Every destination that is meant to hold backups, one after the other. */
    public static final String EACH = "each";

    public DrillSpec {
        requireNonNull(name, "name is null");
        requireNonNull(scope, "scope is null");
        assertions = List.copyOf(assertions);
        requireNonNull(freshness, "freshness is null");
    }

    /** What is done where nobody has said anything else. */
    public static DrillSpec unnamed(Duration freshness) {
        return new DrillSpec("", Optional.empty(), Scope.DATABASE, Optional.empty(), false, List.of(), freshness);
    }

    @Override
    public String dueName() {
        return "drill:" + name;
    }

    /** With what a request says instead. */
    public DrillSpec with(Optional<Scope> otherScope, Optional<String> otherFrom, Optional<Boolean> otherAge) {
        return new DrillSpec(
                name,
                schedule,
                otherScope.orElse(scope),
                otherFrom.isPresent() ? otherFrom : from,
                otherAge.orElse(oldest),
                assertions,
                freshness);
    }
}
