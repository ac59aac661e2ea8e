package io.thingconnect.pulse.backupd.control;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.control.service.Alarms;
import io.thingconnect.pulse.backupd.control.service.Backups;
import io.thingconnect.pulse.backupd.control.service.Comparisons;
import io.thingconnect.pulse.backupd.control.service.ConfigAccess;
import io.thingconnect.pulse.backupd.control.service.Drills;
import io.thingconnect.pulse.backupd.control.service.Examination;
import io.thingconnect.pulse.backupd.control.service.Facts;
import io.thingconnect.pulse.backupd.control.service.InPlace;
import io.thingconnect.pulse.backupd.control.service.Keeping;
import io.thingconnect.pulse.backupd.control.service.Measured;
import io.thingconnect.pulse.backupd.control.service.Ownership;
import io.thingconnect.pulse.backupd.control.service.Places;
import io.thingconnect.pulse.backupd.control.service.Recovery;
import io.thingconnect.pulse.backupd.control.service.Restores;
import io.thingconnect.pulse.backupd.control.varlink.Audit;
import io.thingconnect.pulse.backupd.job.Runs;

/** What the methods are answered from. */
public record Services(
        Runs runs,
        Facts facts,
        Measured measured,
        Recovery recovery,
        Backups backups,
        Restores restores,
        Comparisons comparisons,
        Keeping keeping,
        Drills drills,
        Alarms alarms,
        Ownership ownership,
        Places places,
        InPlace inPlace,
        ConfigAccess config,
        Examination examination,
        Audit audit) {
    public Services {
        requireNonNull(runs, "runs is null");
        requireNonNull(facts, "facts is null");
        requireNonNull(measured, "measured is null");
        requireNonNull(recovery, "recovery is null");
        requireNonNull(backups, "backups is null");
        requireNonNull(restores, "restores is null");
        requireNonNull(comparisons, "comparisons is null");
        requireNonNull(keeping, "keeping is null");
        requireNonNull(drills, "drills is null");
        requireNonNull(alarms, "alarms is null");
        requireNonNull(ownership, "ownership is null");
        requireNonNull(places, "places is null");
        requireNonNull(inPlace, "inPlace is null");
        requireNonNull(config, "config is null");
        requireNonNull(examination, "examination is null");
        requireNonNull(audit, "audit is null");
    }
}
