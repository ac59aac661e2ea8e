package io.thingconnect.pulse.backupd.job;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Kind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Long work somebody asked for. */
public sealed interface Request {
    /** {@code backup}, {@code verify}, {@code restore}, {@code salvage}, {@code expire}, {@code consolidate}, {@code rebuild} or {@code drill}. */
    String operation();

    /** The job, or the drill, concerned; "" where none is. */
    default String job() {
        return "";
    }

    /**
     * Make a backup. What is empty is taken from the job.
     *
     * @param includeLogs adds logs to the job's components
     * @param onlyIfChanged makes none where the files are those of the job's newest backup
     */
    record Backup(
            String job,
            Optional<Kind> kind,
            List<Component> only,
            boolean includeLogs,
            Optional<Compression> compression,
            Optional<Integer> level,
            String note,
            boolean onlyIfChanged)
            implements Request {
        /** A backup in any case. */
        public Backup(
                String job,
                Optional<Kind> kind,
                List<Component> only,
                boolean includeLogs,
                Optional<Compression> compression,
                Optional<Integer> level,
                String note) {
            this(job, kind, only, includeLogs, compression, level, note, false);
        }

        /** What is backed up, in the order in which it was named. */
        public List<Component> components(JobSpec of) {
            Set<Component> components = new LinkedHashSet<>(only.isEmpty() ? of.components() : only);
            if (includeLogs) {
                components.add(Component.LOGS);
            }
            return List.copyOf(components);
        }

        /** The job's level belongs to the job's compression: 19 is sound for zstd and out of range for gzip. */
        public int level(JobSpec of) {
            Compression used = compression.orElse(of.compression());
            return level.orElse(used == of.compression() ? of.level() : used.defaultLevel());
        }

        @Override
        public String operation() {
            return "backup";
        }
    }

    /**
     * Prove a backup.
     *
     * @param label as {@code Catalog.find} takes it
     * @param level {@code checksum}, {@code entries} or {@code restore}
     * @param destination whose copy; empty: every destination's
     */
    record Verify(String label, String level, Optional<String> destination) implements Request {
        @Override
        public String operation() {
            return "verify";
        }
    }

    /**
     * Read old copies again, as many as the night's budget allows.
     *
     * @param night what the budget is counted for: when it came due
     */
    record Reverify(Instant night) implements Request {
        @Override
        public String operation() {
            return "verify";
        }
    }

    /**
     * Restore for practice. What is empty is taken from the drill.
     *
     * @param name of a configured drill, "" for none of them
     * @param from a destination's name or {@code each}
     * @param scope {@code database} or {@code box}
     * @param backup {@code newest}, {@code oldest}, or as {@code Catalog.find} takes it
     */
    record Drill(String name, Optional<String> from, Optional<String> scope, Optional<String> backup)
            implements Request {
        /** Everything as the drill says. */
        public static Drill of(DrillSpec spec) {
            return new Drill(spec.name(), Optional.empty(), Optional.empty(), Optional.empty());
        }

        @Override
        public String operation() {
            return "drill";
        }

        @Override
        public String job() {
            return name;
        }
    }

    /**
     * Remove what no job's policy keeps.
     *
     * @param job "" for every job
     */
    record Expire(String job) implements Request {
        @Override
        public String operation() {
            return "expire";
        }
    }

    /**
     * Copy to a destination.
     *
     * @param label as {@code Catalog.find} takes it; empty: whatever is pending there
     * @param force of what is pending all, not only what is due
     */
    record Copy(Optional<String> label, String destination, boolean force) implements Request {
        @Override
        public String operation() {
            return "copy";
        }
    }

    /**
     * Make a full from a chain where it lies, without the application.
     *
     * @param label the chain's last backup, as {@code Catalog.find} takes it
     */
    record Consolidate(String label) implements Request {
        @Override
        public String operation() {
            return "consolidate";
        }
    }

    /**
     * Make the catalog again from what lies at the destinations.
     *
     * @param from one destination; empty: all of them
     * @param why a clause for people
     */
    record Rebuild(Optional<String> from, String why) implements Request {
        @Override
        public String operation() {
            return "rebuild";
        }
    }

    /**
     * Take what is whole out of a damaged backup, into a directory that is empty or does not exist yet. Nothing asks for it
     * but a person.
     */
    record Salvage(String label, Path target, Optional<String> destination) implements Request {
        @Override
        public String operation() {
            return "salvage";
        }
    }

    /** Restore into a directory that is empty or does not exist yet. */
    record Restore(String label, Path target, Optional<String> destination) implements Request {
        @Override
        public String operation() {
            return "restore";
        }
    }
}
