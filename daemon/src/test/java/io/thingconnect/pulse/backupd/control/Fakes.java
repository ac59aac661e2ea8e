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
import io.thingconnect.pulse.backupd.catalog.CopyAttempt;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.catalog.DrillRecord;
import io.thingconnect.pulse.backupd.catalog.PinRecord;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.catalog.VerificationRecord;
import io.thingconnect.pulse.backupd.encryption.Seal;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.job.Request;
import io.thingconnect.pulse.backupd.job.RestorePlan;
import io.thingconnect.pulse.backupd.job.RestorePlanner;
import io.thingconnect.pulse.backupd.job.RunView;
import io.thingconnect.pulse.backupd.job.Runs;
import io.thingconnect.pulse.backupd.watch.Objective;
import io.thingconnect.pulse.backupd.watch.ObjectiveFacts;
import io.thingconnect.pulse.backupd.watch.Standing;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A daemon's worth of answers, made up. */
final class Fakes {
    static final Instant NOW = Instant.parse("2026-03-01T02:00:00Z");
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

    /** Runs that change when the test says so. */
    static final class FakeRuns implements Runs {
        private final TreeMap<Long, RunView> runs = new TreeMap<>();
        final List<Request> requests = new ArrayList<>();
        RuntimeException defect;
        private long changes;

        synchronized void put(RunRecord run, RunView.Progress progress) {
            runs.put(run.id(), new RunView(run, progress));
            changes++;
            notifyAll();
        }

        @Override
        public synchronized RunView start(Request request, String trigger) throws BackupException {
            if (defect != null) {
                throw defect;
            }
            if (request.job().equals("unknown")) {
                throw new BackupException(ErrorCode.JOB_NOT_FOUND, "no job 'unknown'", "List them.");
            }
            requests.add(request);
            long id = runs.isEmpty() ? 1 : runs.lastKey() + 1;
            put(Fakes.run(id, trigger, RunState.QUEUED), null);
            return runs.get(id);
        }

        @Override
        public synchronized RunView run(long id) throws BackupException {
            RunView view = runs.get(id);
            if (view == null) {
                throw new BackupException(
                        ErrorCode.RUN_NOT_FOUND, "there is no run " + id, "List the runs to see which there are.");
            }
            return view;
        }

        @Override
        public synchronized List<RunView> active() {
            return runs.values().stream()
                    .filter(view -> !view.record().state().isOver())
                    .toList();
        }

        private static long millisUntil(long end) {
            return TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        }

        @Override
        public synchronized void awaitChange(Duration atMost) throws InterruptedException {
            long seen = changes;
            long end = System.nanoTime() + atMost.toNanos();
            for (long left = atMost.toMillis(); seen == changes && left > 0; left = millisUntil(end)) {
                wait(left);
            }
        }

        @Override
        public synchronized RunView cancel(long id) throws BackupException {
            put(Fakes.run(id, run(id).record().trigger(), RunState.CANCELLED), null);
            return run(id);
        }

        synchronized List<RunRecord> newest(int limit) {
            return runs.descendingMap().values().stream()
                    .limit(limit)
                    .map(RunView::record)
                    .toList();
        }
    }

    record FakeFacts(FakeRuns fakeRuns, List<String> jobNames) implements Facts {
        @Override
        public Status status() {
            return new Status(
                    "yes",
                    "last backup 2 h ago, proven",
                    true,
                    "box",
                    "0.1.0",
                    "3.54.1",
                    NOW,
                    NOW,
                    "/etc/thingconnect-pulse/backup.yaml",
                    NOW,
                    "",
                    backup(FULL, null, CopyState.GOOD),
                    new Status.ProvenRestore(FULL.toString(), "local", NOW),
                    drill(3, ""),
                    fakeRuns.active(),
                    jobs(),
                    destinations(),
                    new Status.CopyRule(false, 2, 1, 0, "NOT met: no copy is off-site", List.of("no copy is off-site")),
                    List.of(standing()),
                    List.of(new Status.Alarm(
                            "no-drill", "warning", NOW, "no restore was proven", "Verify one.", null)));
        }

        private static Standing standing() {
            return new Standing(
                    new Objective("users", "database", Optional.of(Duration.ofHours(1)), Optional.empty()),
                    Optional.of(Duration.ofMinutes(30)),
                    Optional.empty(),
                    Optional.of(new ObjectiveFacts.Recovery(Duration.ofMinutes(2), "by guessing", NOW)),
                    Standing.Verdict.MET,
                    Standing.Verdict.NONE,
                    List.of());
        }

        @Override
        public List<JobStatus> jobs() {
            return jobNames.stream().map(FakeFacts::job).toList();
        }

        private static JobStatus job(String name) {
            boolean database = !name.equals("files");
            return new JobStatus(
                    name,
                    database ? "0 2 * * *" : null,
                    database
                            ? null
                            : new JobStatus.OnChange(
                                    Duration.ofSeconds(5), Duration.ofMinutes(1), true, NOW, NOW.plusSeconds(5)),
                    "Europe/Berlin",
                    Kind.FULL,
                    List.of(database ? Component.DATABASE : Component.CONFIGURATION),
                    Compression.ZSTD,
                    List.of("local"),
                    true,
                    database ? List.of(NOW.plusSeconds(86_400)) : List.of(),
                    database ? run(1, "schedule", RunState.FAILED) : null);
        }

        @Override
        public List<DestinationStatus> destinations() {
            return List.of(
                    new DestinationStatus("local", "local", "/var/backups", true, 5000L, 9000L, 2, 0, 3L, ""),
                    new DestinationStatus(
                            "nas", "network", "//nas/b", false, null, null, 0, 1, null, "connection refused"));
        }

        @Override
        public List<RunRecord> runs(int limit) {
            return fakeRuns.newest(limit);
        }
    }

    /** One good full and one pending incremental; the content of one file. */
    record FakeBackups(List<BackupRecord> all) implements Backups {
        @Override
        public BackupRecord find(String text) throws BackupException {
            return all.stream()
                    .filter(backup ->
                            backup.label().toString().startsWith(text) || (text.equals("latest") && backup.isGood()))
                    .findFirst()
                    .orElseThrow(() ->
                            new BackupException(ErrorCode.BACKUP_NOT_FOUND, "no backup '" + text + "'", "List them."));
        }

        @Override
        public List<VerificationRecord> verifications(Label label) {
            return label.equals(FULL) ? List.of(verification()) : List.of();
        }

        @Override
        public List<CopyAttempt> attempts(Label label) {
            return List.of(new CopyAttempt(label, "nas", 2, NOW.plusSeconds(60), "connection refused"));
        }

        @Override
        public Optional<PinRecord> pin(Label label) {
            return label.equals(DELTA)
                    ? Optional.of(new PinRecord(label, NOW.plusSeconds(86_400), "audit", "ada", NOW))
                    : Optional.empty();
        }

        @Override
        public Optional<Seal> seal(Label label) {
            return label.equals(FULL)
                    ? Optional.of(new Seal(Seal.Way.PUBLIC_KEYS, List.of("0123456789ABCDEF"), ""))
                    : Optional.empty();
        }

        @Override
        public List<String> keys(Label label) {
            return seal(label).map(Seal::keyIds).orElse(List.of());
        }

        @Override
        public Manifest manifest(Label label) {
            return Fakes.manifest(label);
        }

        @Override
        public void readPath(Label label, String path, OutputStream out) throws BackupException, IOException {
            if (!path.endsWith("config.yaml")) {
                throw new BackupException(ErrorCode.PATH_NOT_FOUND, "no file '" + path + "'", "List them.");
            }
            out.write(CONTENT, 0, 70_000);
            out.write(CONTENT, 70_000, CONTENT.length - 70_000);
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
    static final class FakeGroups implements GroupDatabase {
        private static final Map<Long, String> USERS = Map.of(1L, "ada", 2L, "olga", 3L, "otto", 4L, "eve");
        final Map<String, Group> groups = new HashMap<>(Map.of(
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
