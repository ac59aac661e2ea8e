package io.thingconnect.pulse.backupd.job.executor;

import io.thingconnect.pulse.backupd.job.DrillSpec;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.job.Request;
import io.thingconnect.pulse.backupd.job.VerificationPolicy;
import java.util.List;

/** A request that was found sound, with everything filled in that it left open. */
sealed interface Task {
    Request request();

    /** The backup concerned; null where it is not known yet, or where there are several. */
    default String label() {
        return null;
    }

    /** Whether the same work is asked for by another request. */
    default boolean isSameWorkAs(Request other) {
        return request().equals(other);
    }

    record BackupTask(JobSpec job, Request.Backup request) implements Task {
        /** A job never overlaps itself, whatever the options. */
        @Override
        public boolean isSameWorkAs(Request other) {
            return other instanceof Request.Backup backup && backup.job().equals(job.name());
        }
    }

    record VerifyTask(Request.Verify request) implements Task {
        @Override
        public String label() {
            return request.label();
        }
    }

    /** @param policy as it stood when the run was queued */
    record ReverifyTask(VerificationPolicy policy, Request.Reverify request) implements Task {
        /** One night's reading at a time, whichever night it belongs to. */
        @Override
        public boolean isSameWorkAs(Request other) {
            return other instanceof Request.Reverify;
        }
    }

    /**
     * A restore for practice.
     *
     * @param spec with everything that the request says instead
     * @param label of the backup that was asked for, null where the newest or oldest is
     */
    record DrillTask(DrillSpec spec, String label, Request.Drill request) implements Task {}

    /** @param jobs at least one, as they stood when the run was queued */
    record ExpireTask(List<JobSpec> jobs, Request.Expire request) implements Task {
        public ExpireTask {
            jobs = List.copyOf(jobs);
        }

        @Override
        public boolean isSameWorkAs(Request other) {
            return other instanceof Request.Expire expire
                    && (expire.job().isEmpty()
                            || request.job().isEmpty()
                            || expire.job().equals(request.job()));
        }
    }

    record CopyTask(Request.Copy request) implements Task {
        @Override
        public String label() {
            return request.label().orElse(null);
        }

        /** What is pending at one destination is copied by one run at a time. */
        @Override
        public boolean isSameWorkAs(Request other) {
            return other instanceof Request.Copy copy
                    && copy.destination().equals(request.destination())
                    && copy.label().equals(request.label());
        }
    }

    record ConsolidateTask(Request.Consolidate request) implements Task {
        @Override
        public String label() {
            return request.label();
        }
    }

    record RebuildTask(Request.Rebuild request) implements Task {
        @Override
        public boolean isSameWorkAs(Request other) {
            return other instanceof Request.Rebuild;
        }
    }

    record SalvageTask(Request.Salvage request) implements Task {
        @Override
        public String label() {
            return request.label();
        }

        @Override
        public boolean isSameWorkAs(Request other) {
            return other instanceof Request.Salvage salvage
                    && salvage.target().normalize().equals(request.target().normalize());
        }
    }

    record RestoreTask(Request.Restore request) implements Task {
        @Override
        public String label() {
            return request.label();
        }

        /** Two restores into one directory would mix, whatever they restore. */
        @Override
        public boolean isSameWorkAs(Request other) {
            return other instanceof Request.Restore restore
                    && restore.target().normalize().equals(request.target().normalize());
        }
    }
}
