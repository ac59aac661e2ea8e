package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.job.scheduler.ChangeWatch;
import io.thingconnect.pulse.backupd.watch.ObjectiveFacts.Changes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Of a component: what the job that saves its changes has not saved yet. Empty where no job does. */
final class UnsavedChanges implements Function<Component, Optional<Changes>> {
    private final Configuration configuration;
    private final ChangeWatch changes;

    UnsavedChanges(Configuration configuration, ChangeWatch changes) {
        this.configuration = configuration;
        this.changes = changes;
    }

    @Override
    public Optional<Changes> apply(Component component) {
        return configuration.settings().jobs().stream()
                .filter(job -> job.components().contains(component))
                .flatMap(job -> of(job).stream())
                .findFirst();
    }

    private Optional<Changes> of(JobSpec job) {
        return job.onChange()
                .map(how -> new Changes(
                        changes.uncaptured(job.name()).map(change -> since(change, how.debounce())), how.debounce()));
    }

    /** A change that waits for its turn, because the run before it was a moment ago, is not late before that. */
    private static Instant since(ChangeWatch.Uncaptured change, Duration debounce) {
        Instant quiet = change.due().minus(debounce);
        return quiet.isAfter(change.since()) ? quiet : change.since();
    }
}
