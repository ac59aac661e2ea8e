package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.config.Settings;
import io.thingconnect.pulse.backupd.copies.Installation;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.NightlyProof;
import io.thingconnect.pulse.backupd.job.Timed;
import io.thingconnect.pulse.backupd.job.VerificationPolicy;
import io.thingconnect.pulse.backupd.job.executor.Configured;
import io.thingconnect.pulse.backupd.job.scheduler.Plan;
import io.thingconnect.pulse.backupd.schedule.CronSchedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What comes due by itself: jobs, drills, and the nightly proof. */
final class Dues {
    private Dues() {}

    static Plan plan(Settings settings) {
        List<Timed> timed = new ArrayList<>(settings.jobs());
        timed.addAll(settings.practice().drills());
        VerificationPolicy verification = settings.practice().verification();
        if (verification.checksums() || verification.testRestore()) {
            timed.add(nightly(settings));
        }
        return new Plan(settings.enabled(), timed);
    }

    private static NightlyProof nightly(Settings settings) {
        try {
            return new NightlyProof(Optional.of(CronSchedule.parse(NightlyProof.HOUR, settings.zone())));
        } catch (BackupException e) {
            throw new IllegalStateException("the nightly hour is no schedule", e);
        }
    }

    /** Nothing is proven by itself while schedules start nothing. */
    static Configured configured(Configuration configuration, Supplier<Installation> installation) {
        return new Configured(
                () -> configuration.settings().jobs(),
                () -> configuration.settings().practice().drills(),
                () -> configuration.settings().enabled()
                        ? configuration.settings().practice().verification()
                        : VerificationPolicy.OFF,
                () -> installation.get().destinations().keySet(),
                () -> configuration.settings().practice().freshness());
    }
}
