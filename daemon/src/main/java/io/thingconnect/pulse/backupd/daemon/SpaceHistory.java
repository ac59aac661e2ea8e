package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.config.Settings;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.retention.Keep;
import io.thingconnect.pulse.backupd.watch.SpaceWatch;
import java.util.ArrayList;
import java.util.List;

/** What came to a destination and went from there, for whoever says when it will be full. */
final class SpaceHistory {
    private SpaceHistory() {}

    /** @param freeBytes what is free there now */
    static SpaceWatch.SpaceFacts of(
            Settings settings, List<BackupRecord> backups, String name, String location, long freeBytes) {
        List<SpaceWatch.Stored> stored = new ArrayList<>();
        for (BackupRecord backup : backups) {
            for (CopyRecord copy : backup.copies()) {
                if (copy.destination().equals(name) && copy.state() != CopyState.PENDING) {
                    boolean there = copy.state().isPresent();
                    stored.add(
                            new SpaceWatch.Stored(backup.takenAt(), there ? null : copy.at(), backup.archiveBytes()));
                }
            }
        }
        long largest = 0;
        long toCome = 0;
        for (JobSpec job : settings.jobs()) {
            if (job.destinations().contains(name)) {
                List<Long> held = held(job, backups, name);
                largest = Math.max(largest, held.stream().findFirst().orElse(0L));
                toCome = toCome < 0 ? -1 : sum(toCome, stillToCome(job, held));
            }
        }
        return new SpaceWatch.SpaceFacts(
                name, location, freeBytes, settings.spool().reserve(), largest, toCome, stored);
    }

    private static long sum(long before, long more) {
        return more < 0 ? -1 : before + more;
    }

    /** Sizes of what the job has there, newest first. */
    private static List<Long> held(JobSpec job, List<BackupRecord> backups, String destination) {
        return backups.stream()
                .filter(backup -> backup.job().equals(job.name())
                        && backup.copies().stream()
                                .anyMatch(copy -> copy.destination().equals(destination)
                                        && copy.state().isPresent()))
                .map(BackupRecord::archiveBytes)
                .toList();
    }

    /** Until as many as are kept are there; -1 where the rules are about time, or deltas make the count uneven. */
    private static long stillToCome(JobSpec job, List<Long> held) {
        boolean countOnly = job.keep().equals(Keep.last(job.keep().last()));
        if (!countOnly || job.keep().last() == 0 || job.kind() != Kind.FULL || held.isEmpty()) {
            return -1;
        }
        return Math.max(0, job.keep().last() - held.size())
                * held.stream().max(Long::compare).orElse(0L);
    }
}
