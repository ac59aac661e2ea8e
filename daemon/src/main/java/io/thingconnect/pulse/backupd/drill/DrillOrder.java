package io.thingconnect.pulse.backupd.drill;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.storage.Destination;
import java.time.Duration;
import java.util.List;

/**
 * One restore to practise.
 *
 * @param assertions empty: those that hold for any installation of the application
 * @param freshness how much older than the backup its newest check result may be; zero: any age
 */
public record DrillOrder(
        Destination destination, String job, Label label, Scope scope, List<Assertion> assertions, Duration freshness) {
    public DrillOrder {
        requireNonNull(destination, "destination is null");
        requireNonNull(job, "job is null");
        requireNonNull(label, "label is null");
        requireNonNull(scope, "scope is null");
        assertions = List.copyOf(assertions);
        requireNonNull(freshness, "freshness is null");
    }
}
