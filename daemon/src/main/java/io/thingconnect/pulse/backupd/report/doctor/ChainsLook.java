package io.thingconnect.pulse.backupd.report.doctor;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.Ancestry;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.catalog.VerificationRecord;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.JobSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether what was backed up can be put together again, and whether that was tried. */
public final class ChainsLook implements Check {
    private static final Duration PROOF_AGE = Duration.ofDays(31);

    private final Catalog catalog;
    private final List<JobSpec> jobs;
    private final Clock clock;

    public ChainsLook(Catalog catalog, List<JobSpec> jobs, Clock clock) {
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.jobs = List.copyOf(jobs);
        this.clock = requireNonNull(clock, "clock is null");
    }

    @Override
    public String name() {
        return "chains";
    }

    @Override
    public List<Finding> look() throws BackupException {
        List<BackupRecord> backups = catalog.backups();
        List<Finding> findings = new ArrayList<>();
        for (JobSpec job : jobs) {
            List<BackupRecord> good = backups.stream()
                    .filter(backup -> backup.job().equals(job.name()) && backup.isGood())
                    .toList();
            chains(job, good, findings);
        }
        quarantined(backups, findings);
        proven(backups, findings);
        return findings;
    }

    private void chains(JobSpec job, List<BackupRecord> good, List<Finding> findings) {
        Ancestry ancestry =
                Ancestry.among(good.stream().map(BackupRecord::member).toList());
        boolean newer = false;
        boolean broken = false;
        for (BackupRecord backup : good) {
            List<Ancestry.Member> chain = ancestry.chain(backup.member());
            if (chain.get(0).label().kind() == Kind.FULL) {
                newer = true;
            } else {
                broken = true;
                findings.add(broken(backup, chain.get(0).lineage().parent(), newer));
            }
        }
        if (!broken) {
            findings.add(
                    Finding.ok(FindingId.CHAIN_BROKEN, job.name(), good.size() + " good backups, every chain whole"));
        }
        if (!good.isEmpty()) {
            findings.add(length(job, ancestry.chain(good.get(0).member())));
        }
    }

    /** @param newer whether there is a newer backup that is whole */
    private static Finding broken(BackupRecord backup, Label parent, boolean newer) {
        String what = "it needs " + parent + ", of which there is no good copy";
        return newer
                ? Finding.notice(
                        FindingId.CHAIN_BROKEN,
                        backup.label().toString(),
                        what + "; newer backups are whole",
                        "pulsectl show " + backup.label())
                : Finding.error(
                        FindingId.CHAIN_BROKEN,
                        backup.label().toString(),
                        what,
                        "pulsectl backup --job " + backup.job() + " --type full");
    }

    /** One more than allowed is the backup that ends it; what is longer was not ended. */
    private Finding length(JobSpec job, List<Ancestry.Member> chain) {
        Duration age = Duration.between(chain.get(0).label().at(), clock.instant());
        Duration allowed = job.chains().fullEvery().multipliedBy(2);
        boolean old = chain.size() > 1 && !allowed.isZero() && age.compareTo(allowed) > 0;
        String what = "the newest chain has " + chain.size() + " backups, its full is " + Say.span(age) + " old";
        if (chain.size() > job.chains().maxChain() || old) {
            return Finding.warning(
                    FindingId.CHAIN_LONG,
                    job.name(),
                    what + "; at most " + job.chains().maxChain() + " and "
                            + Say.span(job.chains().fullEvery()) + " are meant",
                    "pulsectl backup --job " + job.name() + " --type full");
        }
        return Finding.ok(FindingId.CHAIN_LONG, job.name(), what);
    }

    private static void quarantined(List<BackupRecord> backups, List<Finding> findings) {
        boolean found = false;
        for (BackupRecord backup : backups) {
            for (CopyRecord copy : backup.copies()) {
                if (copy.state() == CopyState.QUARANTINED) {
                    found = true;
                    findings.add(quarantined(backup, copy, isReplaced(backup, copy, backups)));
                }
            }
        }
        if (!found) {
            findings.add(Finding.ok(FindingId.COPY_QUARANTINED, "", "no copy is set aside"));
        }
    }

    private static Finding quarantined(BackupRecord backup, CopyRecord copy, boolean replaced) {
        String subject = backup.label() + " at " + copy.destination();
        String what = "it failed a proof and was set aside; pulsectl restore --salvage gets out of it what is whole";
        return replaced
                ? Finding.notice(
                        FindingId.COPY_QUARANTINED,
                        subject,
                        what + "; a newer full is there",
                        "pulsectl show " + backup.label())
                : Finding.error(
                        FindingId.COPY_QUARANTINED,
                        subject,
                        what,
                        "pulsectl backup --job " + backup.job() + " --type full");
    }

    /** Whether a newer good full of the job lies at the same destination: nothing new stands on the damaged copy. */
    private static boolean isReplaced(BackupRecord damaged, CopyRecord copy, List<BackupRecord> backups) {
        return backups.stream()
                .filter(backup -> backup.job().equals(damaged.job())
                        && backup.label().kind() == Kind.FULL
                        && backup.label().at().isAfter(damaged.label().at()))
                .flatMap(backup -> backup.copies().stream())
                .anyMatch(other -> other.destination().equals(copy.destination()) && other.state() == CopyState.GOOD);
    }

    private void proven(List<BackupRecord> backups, List<Finding> findings) throws BackupException {
        Optional<Instant> last = catalog.lastProvenRestore().map(VerificationRecord::at);
        String command = "pulsectl verify latest --level restore";
        if (backups.stream().noneMatch(BackupRecord::isGood)) {
            findings.add(Finding.error(
                    FindingId.RESTORE_UNPROVEN, "", "there is no good backup", "pulsectl backup --type full"));
        } else if (last.isEmpty()) {
            findings.add(
                    Finding.warning(FindingId.RESTORE_UNPROVEN, "", "no backup was ever restored as a proof", command));
        } else if (Duration.between(last.get(), clock.instant()).compareTo(PROOF_AGE) > 0) {
            findings.add(Finding.warning(
                    FindingId.RESTORE_UNPROVEN,
                    "",
                    "the last restore as a proof was " + Say.span(Duration.between(last.get(), clock.instant()))
                            + " ago",
                    command));
        } else {
            findings.add(Finding.ok(FindingId.RESTORE_UNPROVEN, "", "restored as a proof at " + last.get()));
        }
    }
}
