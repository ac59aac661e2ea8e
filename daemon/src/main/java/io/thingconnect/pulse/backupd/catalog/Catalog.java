package io.thingconnect.pulse.backupd.catalog;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.encryption.Seal;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The catalog's front door. Safe for use by several threads; every change is durable when the call returns. */
public final class Catalog implements AutoCloseable {
    private static final String REBUILT = "catalog.rebuilt";
    private static final String REBUILT_WHY = "catalog.rebuilt.why";

    private final Store store;
    private final Backups backups;
    private final RunHistory runs;
    private final Verifications verifications;
    private final Facts facts;
    private final Pins pins;
    private final Drills drills;
    private final Seals seals;
    private final AlarmHistory alarms;
    private final Notices notices;
    private final Tallies tallies;
    private final ObjectiveDays objectiveDays;
    /** Copies of which more is known here than stands beside them. */
    private final Set<CopyName> toldNew = ConcurrentHashMap.newKeySet();

    private final CopyAttempts attempts;

    private Catalog(Store store) {
        this.store = store;
        backups = new Backups(store);
        runs = new RunHistory(store);
        verifications = new Verifications(store);
        facts = new Facts(store);
        pins = new Pins(store);
        drills = new Drills(store);
        seals = new Seals(store);
        alarms = new AlarmHistory(store);
        notices = new Notices(store);
        tallies = new Tallies(store);
        objectiveDays = new ObjectiveDays(store);
        attempts = new CopyAttempts(store);
    }

    /** Opens or creates; migrates an older one; {@code CATALOG_TOO_NEW} and {@code CATALOG_CORRUPT} are errors. */
    public static Catalog open(Path file) throws BackupException {
        return over(file, Schema.open(file));
    }

    static Catalog over(Path file, Connection connection) {
        return new Catalog(new Store(file, connection));
    }

    /** Adds a backup with its copies, or replaces what is known of it. */
    public void putBackup(BackupRecord backup) throws BackupException {
        backups.put(backup);
        backup.copies().forEach(copy -> toldNew.add(new CopyName(backup.label(), copy.destination())));
    }

    /**
     * Takes in what was found at destinations, in one step: it wins over what was known of those copies. What is not known
     * from there (runs, copies elsewhere, pins) stays.
     */
    public void takeIn(List<FoundCopy> found) throws BackupException {
        backups.takeIn(found);
    }

    /** What was to be written beside a copy was not. */
    public void tellAgain(CopyName copy) {
        toldNew.add(copy);
    }

    /** Copies that something became known of since this was asked last. */
    public Set<CopyName> takeToldNew() {
        Set<CopyName> taken = Set.copyOf(toldNew);
        toldNew.removeAll(taken);
        return taken;
    }

    /** Adds a copy of a known backup, or replaces what is known of it. */
    public void putCopy(Label label, CopyRecord copy) throws BackupException {
        backups.putCopy(label, copy);
        toldNew.add(new CopyName(label, copy.destination()));
    }

    /** As if the backup had never been meant for that destination: a copy that was asked for and not made. */
    public void forgetCopy(Label label, String destination) throws BackupException {
        backups.forgetCopy(label, destination);
    }

    /** Notes that a pending copy could not be made; nothing where it is not pending any more. */
    public void putAttempt(CopyAttempt attempt) throws BackupException {
        attempts.put(attempt);
    }

    /** Of every pending copy that was tried and failed. */
    public List<CopyAttempt> attempts() throws BackupException {
        return attempts.all();
    }

    /** Newest first; of every job. */
    public List<BackupRecord> backups() throws BackupException {
        return backups.all();
    }

    /** What is known of a backup, expired or not. */
    public Optional<BackupRecord> backup(Label label) throws BackupException {
        return backups.byLabel(label.toString());
    }

    /**
     * The backup a person means: a whole label, a unique prefix (with or without the leading {@code pulse-backup-}), or
     * {@code latest}, which is the newest good one.
     */
    public BackupRecord find(String labelOrPrefix) throws BackupException {
        return new LabelSearch(backups).find(labelOrPrefix);
    }

    /** The newest label ever recorded here, whatever became of the backup. */
    public Optional<Label> newestLabel() throws BackupException {
        return backups.newestLabel();
    }

    /** Remembers that a label was given away, before anything is written under it. */
    public void recordLabel(Label label) throws BackupException {
        backups.recordLabel(label);
    }

    /** Remembers what opens a backup. */
    public void putSeal(Label label, Seal seal) throws BackupException {
        seals.put(label, seal);
    }

    /** Empty where nobody noted it. */
    public Optional<Seal> seal(Label label) throws BackupException {
        return seals.of(label);
    }

    /** By label; of backups that have expired as well. */
    public Map<String, Seal> seals() throws BackupException {
        return seals.all();
    }

    /** Adds a run; the id in the record is ignored, the new one is returned. */
    public long addRun(RunRecord run) throws BackupException {
        return runs.add(run);
    }

    /** Replaces what is known of a run that was added before. */
    public void updateRun(RunRecord run) throws BackupException {
        runs.update(run);
    }

    public Optional<RunRecord> run(long id) throws BackupException {
        return runs.byId(id);
    }

    /** Newest first. */
    public List<RunRecord> runs(int limit) throws BackupException {
        return runs.newest(limit);
    }

    /** The newest ended backup run of a job, whatever its outcome. */
    public Optional<RunRecord> lastRun(String job) throws BackupException {
        return runs.lastEnded(job);
    }

    /** How many runs there were, by operation, job and outcome; in no order. */
    public List<RunCount> runCounts() throws BackupException {
        return tallies.runs();
    }

    /** How many proofs there were, by destination, level and outcome; in no order. */
    public List<ProofCount> proofCounts() throws BackupException {
        return tallies.proofs();
    }

    /** Marks every run that had not ended as interrupted, and returns those. Called once, at start. */
    public List<RunRecord> interruptUnfinished(Instant now) throws BackupException {
        return runs.interruptUnfinished(now);
    }

    public void addVerification(VerificationRecord verification) throws BackupException {
        verifications.add(verification);
        toldNew.add(new CopyName(verification.label(), verification.destination()));
    }

    /** Of one backup, newest first. */
    public List<VerificationRecord> verifications(Label label) throws BackupException {
        return verifications.of(label);
    }

    /** The newest passed verification of level {@code restore}: the last proven restore. */
    public Optional<VerificationRecord> lastProvenRestore() throws BackupException {
        return verifications.lastProvenRestore();
    }

    /** When each copy at a destination was last restored as a proof, and passed. */
    public Map<Label, Instant> provenRestores(String destination) throws BackupException {
        return verifications.provenRestores(destination);
    }

    /** Labels whose copy at a destination has passed a proof of any level. */
    public Set<Label> proven(String destination) throws BackupException {
        return verifications.proven(destination);
    }

    /** Labels whose copy at a destination has passed a proof of any level at or after a time. */
    public Set<Label> provenSince(String destination, Instant since) throws BackupException {
        return verifications.provenSince(destination, since);
    }

    /** When each copy at a destination was last looked at, whatever was found. */
    public Map<Label, Instant> lookedAt(String destination) throws BackupException {
        return verifications.lookedAt(destination);
    }

    /** Adds a drill; the id in the record is ignored, the new one is returned. */
    public long addDrill(DrillRecord drill) throws BackupException {
        long id = drills.add(drill);
        Label.parse(drill.label()).ifPresent(label -> toldNew.add(new CopyName(label, drill.destination())));
        return id;
    }

    public Optional<DrillRecord> drill(long id) throws BackupException {
        return drills.byId(id);
    }

    /** Newest first. */
    public List<DrillRecord> drills(int limit) throws BackupException {
        return drills.newest(limit);
    }

    /** With one copy, newest first. */
    public List<DrillRecord> drills(Label label, String destination, int limit) throws BackupException {
        return drills.of(label.toString(), destination, limit);
    }

    /** Of each drill's name at each destination the newest one. */
    public List<DrillRecord> latestDrills() throws BackupException {
        return drills.latest();
    }

    /** False where there is no such drill. */
    public boolean noteDrill(long id, String note) throws BackupException {
        boolean known = drills.note(id, note);
        drills.byId(id)
                .ifPresent(drill -> Label.parse(drill.label())
                        .ifPresent(label -> toldNew.add(new CopyName(label, drill.destination()))));
        return known;
    }

    /** What is wrong, and what was. */
    public AlarmHistory alarms() {
        return alarms;
    }

    /** What people are still to be told. */
    public Notices notices() {
        return notices;
    }

    /** How the objectives were kept, day by day. */
    public ObjectiveDays objectiveDays() {
        return objectiveDays;
    }

    /** Adds a pin, or replaces the one there is; {@code BUSY} while the backup is being removed. */
    public void putPin(PinRecord pin) throws BackupException {
        pins.put(pin);
    }

    /** False where there was none. */
    public boolean removePin(Label label) throws BackupException {
        return pins.remove(label);
    }

    /** Also one that is over. */
    public Optional<PinRecord> pin(Label label) throws BackupException {
        return pins.of(label);
    }

    /** All of them, those that are over included; by label. */
    public List<PinRecord> pins() throws BackupException {
        return pins.all();
    }

    /**
     * Notes that a run which reads several backups is reading this one now; until {@link #endReading} nothing removes it.
     *
     * @return false where it is being removed at this moment
     */
    public boolean beginReading(Label label) throws BackupException {
        return pins.beginReading(label);
    }

    public void endReading(Label label) throws BackupException {
        pins.endReading(label);
    }

    /** Whole labels that verifications, drills and restores read, queued ones included. */
    public List<String> labelsInUse() throws BackupException {
        return pins.inUse();
    }

    /**
     * Notes that a copy is about to be removed; until {@link #endRemoval} nobody can pin it.
     *
     * @throws BackupException {@code BUSY} where it is pinned, or in use
     */
    public void beginRemoval(Label label, String job, String destination, Instant now) throws BackupException {
        pins.beginRemoval(label, job, destination, now);
    }

    /** The copy is gone: it is called expired. */
    public void endRemoval(Label label, String destination, Instant at) throws BackupException {
        backups.expire(label, destination, at);
    }

    /** The copy was not removed after all. */
    public void forgetRemoval(Label label, String destination) throws BackupException {
        pins.endRemoval(label, destination);
    }

    /** Copies of a job's backups at a destination whose removal began and is not known to have ended; newest first. */
    public List<Label> removals(String job, String destination) throws BackupException {
        return pins.removals(job, destination);
    }

    /** Whether nothing was ever noted here: a catalog made this moment. */
    public boolean isBlank() throws BackupException {
        return newestLabel().isEmpty() && runs(1).isEmpty() && backups().isEmpty();
    }

    /** Notes that what came before is forgotten, or was taken from the destinations, since a time. */
    public void setRebuilt(Instant at, String why) throws BackupException {
        facts.set(REBUILT_WHY, why);
        facts.set(REBUILT, at.toString());
    }

    /** When the catalog was made, or made again; empty for one that an older version made. */
    public Optional<Rebuilt> rebuilt() throws BackupException {
        Optional<String> at = facts.value(REBUILT);
        return at.isEmpty()
                ? Optional.empty()
                : Optional.of(new Rebuilt(
                        Instant.parse(at.get()), facts.value(REBUILT_WHY).orElse("")));
    }

    /** @param why a clause; "" for the first one of an installation */
    public record Rebuilt(Instant at, String why) {}

    /** The last due time of a job that was turned into a run (or skipped on purpose). */
    public Optional<Instant> lastDue(String job) throws BackupException {
        return facts.lastDue(job);
    }

    public void setLastDue(String job, Instant due) throws BackupException {
        facts.setLastDue(job, due);
    }

    /** A small fact kept across restarts, for example a measured rate. */
    public Optional<String> fact(String name) throws BackupException {
        return facts.value(name);
    }

    public void setFact(String name, String value) throws BackupException {
        facts.set(name, value);
    }

    /** How it is made and how much it holds, for whoever is to help from far away. */
    public Contents contents() throws BackupException {
        return Contents.of(store);
    }

    @Override
    public void close() {
        store.close();
    }
}
