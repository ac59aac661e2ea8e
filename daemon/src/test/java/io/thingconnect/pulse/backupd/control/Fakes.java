package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Difference;
import io.thingconnect.pulse.backupd.backupset.Encryption;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.Owner;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.catalog.DrillRecord;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.catalog.VerificationRecord;
import io.thingconnect.pulse.backupd.control.service.Comparisons;
import io.thingconnect.pulse.backupd.control.service.ConfigAccess;
import io.thingconnect.pulse.backupd.control.service.Drills;
import io.thingconnect.pulse.backupd.control.service.Keeping;
import io.thingconnect.pulse.backupd.control.service.Restores;
import io.thingconnect.pulse.backupd.control.varlink.GroupDatabase;
import io.thingconnect.pulse.backupd.control.varlink.Roles;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.recovery.RestorePlan;
import io.thingconnect.pulse.backupd.recovery.RestorePlanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** A daemon's worth of answers, made up. */
public final class Fakes {
    public static final Instant NOW = Instant.parse("2026-03-01T02:00:00Z");
    static final Label FULL = new Label(NOW, Kind.FULL);
    static final Label DELTA = new Label(NOW.plusSeconds(3600), Kind.INCREMENTAL);
    static final byte[] CONTENT = "version: 1\n".repeat(10_000).getBytes(StandardCharsets.UTF_8);

    private static final DatabaseState DATABASE = DatabaseState.whole(
            "var/lib/thingconnect-pulse/pulse.db", 4096, 9, Sha256.of(CONTENT), "20250101_Init", "streamed");

    private Fakes() {}

    private static DatabaseState deltaOf(DatabaseState whole) {
        return new DatabaseState(
                whole.path(),
                whole.pageSize(),
                whole.pages(),
                2,
                whole.after(),
                whole.after(),
                whole.schemaVersion(),
                whole.method(),
                new DatabaseState.Delta(8264, whole.after()));
    }

    static RunRecord run(long id, String trigger, RunState state) {
        boolean started = state != RunState.QUEUED;
        RunRecord.Failure failure = state == RunState.FAILED
                ? new RunRecord.Failure(ErrorCode.NO_SPACE, "no space at 'local'", "Free some.")
                : null;
        return new RunRecord(
                id,
                "backup",
                "daily",
                trigger,
                state,
                null,
                NOW,
                started ? NOW.plusSeconds(1) : null,
                state.isOver() ? NOW.plusSeconds(9) : null,
                state == RunState.SUCCEEDED ? FULL.toString() : null,
                failure,
                "",
                List.of("a warning"));
    }

    static BackupRecord backup(Label label, Label parent, CopyState state) {
        return new BackupRecord(
                label,
                "daily",
                "c0ffee",
                parent == null ? Lineage.full(1) : Lineage.delta(1, "c0".repeat(32), parent),
                NOW,
                NOW.plusSeconds(5),
                Compression.GZIP,
                1000,
                3000,
                2000,
                3,
                "20250101_Init",
                List.of(Component.DATABASE, Component.CONFIGURATION),
                "",
                List.of(),
                7,
                List.of(new CopyRecord("local", state, "direct", NOW)));
    }

    static VerificationRecord verification() {
        return new VerificationRecord(FULL, "local", "restore", true, NOW.plusSeconds(60), 3000, "");
    }

    static Manifest manifest(Label label) {
        Sha256 hash = Sha256.of(CONTENT);
        Owner owner = new Owner(990, 990, "pulse", "");
        Entry file = new Entry(
                "etc/thingconnect-pulse/config.yaml",
                EntryType.FILE,
                Component.CONFIGURATION,
                CONTENT.length,
                0640,
                owner,
                NOW,
                hash,
                null,
                Map.of(),
                null);
        // Half a surrogate pair is what a file name that is not valid UTF-8 can turn into.
        Entry odd = new Entry(
                "etc/thingconnect-pulse/M\u00fcller \ud800.lnk",
                EntryType.SYMLINK,
                Component.CONFIGURATION,
                0,
                0777,
                owner,
                NOW,
                null,
                "config.yaml",
                Map.of(),
                null);
        Entry directory = new Entry(
                "etc/thingconnect-pulse",
                EntryType.DIRECTORY,
                Component.CONFIGURATION,
                0,
                0755,
                owner,
                NOW,
                null,
                null,
                Map.of(),
                null);
        return new Manifest(
                1,
                label,
                "daily",
                "c0ffee",
                label.kind() == Kind.FULL
                        ? Lineage.full(1)
                        : Lineage.delta(1, "c0".repeat(32), new Label(label.at().minusSeconds(60), Kind.FULL)),
                NOW,
                NOW,
                "box",
                "id",
                "0.1.0",
                "3.54.1",
                "",
                List.of(Component.CONFIGURATION),
                new Manifest.ArchiveInfo(label + ".tar.gz", Compression.GZIP, Encryption.NONE, 1000, 3000, hash),
                List.of(label.kind() == Kind.FULL ? DATABASE : deltaOf(DATABASE)),
                List.of(directory, file, odd),
                label.kind() == Kind.FULL
                        ? Difference.NONE
                        : new Difference(Set.of(file.path()), List.of("etc/old"), List.of()),
                List.of("etc/thingconnect-pulse/backup.env"),
                List.of());
    }

    static DrillRecord drill(long id, String note) {
        return new DrillRecord(
                id,
                7,
                "monthly",
                FULL.toString(),
                "local",
                "box",
                false,
                NOW.minusSeconds(60),
                NOW,
                4096,
                List.of(new DrillRecord.Phase("open", 3), new DrillRecord.Phase("restore", 250)),
                List.of(new DrillRecord.Check("users", false, "answered 0, expected 1")),
                "users: answered 0, expected 1",
                note);
    }

    /** One configured drill that ran once, and one that did not. */
    static final class FakeDrills implements Drills {
        @Override
        public List<Plan> plans() {
            return List.of(
                    new Plan("monthly", "0 5 2 * *", "box", "local", "newest", NOW, drill(3, "")),
                    new Plan("annual", "0 5 4 1 *", "box", "each", "oldest", null, null));
        }

        @Override
        public List<DrillRecord> history(int limit) {
            return List.of(drill(3, ""), drill(2, "learned")).subList(0, Math.min(limit, 2));
        }

        @Override
        public DrillRecord note(long id, String text) throws BackupException {
            if (id != 3) {
                throw new BackupException(ErrorCode.RUN_NOT_FOUND, "there is no drill " + id, "List them.");
            }
            return drill(id, text);
        }
    }

    /** Remembers what was asked of it; a plan of two archives. */
    static final class FakeRestores implements Restores {
        final List<RestorePlanner.Query> asked = new ArrayList<>();

        @Override
        public RestorePlan plan(RestorePlanner.Query query) {
            asked.add(query);
            boolean timed = query.at().isPresent();
            return new RestorePlan(
                    DELTA,
                    "daily",
                    "local",
                    1,
                    DELTA.at(),
                    timed ? Optional.of(DELTA.at().plusSeconds(723)) : Optional.empty(),
                    List.of(new RestorePlan.Step(FULL, FULL.at(), 1000), new RestorePlan.Step(DELTA, DELTA.at(), 10)),
                    3000,
                    timed ? OptionalLong.of(12) : OptionalLong.empty(),
                    List.of(Component.DATABASE),
                    List.of("a note"));
        }
    }

    /** One change of each sort; with what is live, nobody knows. */
    static final class FakeComparisons implements Comparisons {
        @Override
        public void compare(String label, String other, Listener listener, BooleanSupplier gone)
                throws BackupException, IOException {
            if (other.equals(LIVE)) {
                throw new BackupException(ErrorCode.NOT_SUPPORTED, "not with what is live", "Back up first.");
            }
            if (!label.equals(other) && !gone.getAsBoolean()) {
                listener.file(new FileChange("etc/new", "added", "file", null, 5L));
                listener.database(new DatabaseChange("var/pulse.db", "changed", 4096, 9L, 10L, 3L));
                listener.file(new FileChange("etc/old", "removed", "directory", 0L, null));
            }
        }
    }

    /** Remembers what was asked of it; one plan for each of two destinations, of which one cannot be planned for. */
    static final class FakeKeeping implements Keeping {
        final List<String> asked = new ArrayList<>();

        @Override
        public List<ExpiryPlan> plans(Optional<String> job) throws BackupException {
            if (job.equals(Optional.of("unknown"))) {
                throw new BackupException(ErrorCode.JOB_NOT_FOUND, "no job 'unknown'", "List them.");
            }
            return List.of(
                    new ExpiryPlan("daily", "local", List.of(FULL.toString()), List.of("drop it", "the count"), ""),
                    new ExpiryPlan("daily", "nas", List.of(), List.of(), "connection refused"));
        }

        @Override
        public List<String> pin(String label, Optional<Instant> until, String reason, String by) {
            asked.add(label + " " + until + " " + reason + " " + by);
            return List.of("nas did not take it");
        }

        @Override
        public List<String> unpin(String label) {
            asked.add(label);
            return List.of();
        }
    }

    /** Counts reloads; the second one fails. */
    static final class FakeConfig implements ConfigAccess {
        int reloads;

        @Override
        public String path() {
            return "/etc/thingconnect-pulse/backup.yaml";
        }

        @Override
        public String yaml() {
            return "jobs: {}\n";
        }

        @Override
        public List<String> warnings() {
            return List.of("notify is not done yet");
        }

        @Override
        public List<String> reload() throws BackupException {
            reloads++;
            if (reloads > 1) {
                throw new BackupException(ErrorCode.CONFIG_INVALID, "backup.yaml:3:1: unknown key", "Correct it.");
            }
            return warnings();
        }
    }

    /** Users 1 to 3: an admin, an operator by list, an operator by primary group; 4 is nobody. */
    public static final class FakeGroups implements GroupDatabase {
        private static final Map<Long, String> USERS = Map.of(1L, "ada", 2L, "olga", 3L, "otto", 4L, "eve");
        public final Map<String, Group> groups = new HashMap<>(Map.of(
                Roles.ADMIN_GROUP,
                new Group(501, Set.of("ada")),
                Roles.OPERATOR_GROUP,
                new Group(502, Set.of("olga"))));

        @Override
        public Optional<Group> group(String name) {
            return Optional.ofNullable(groups.get(name));
        }

        @Override
        public Optional<String> user(long uid) {
            return Optional.ofNullable(USERS.get(uid));
        }
    }

    static FakeBackups twoBackups() {
        return new FakeBackups(List.of(backup(DELTA, FULL, CopyState.PENDING), backup(FULL, null, CopyState.GOOD)));
    }
}
