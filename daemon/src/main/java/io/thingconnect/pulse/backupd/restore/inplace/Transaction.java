package io.thingconnect.pulse.backupd.restore.inplace;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One restore in place, as the journal tells it. */
final class Transaction {
    static final String RESTORED = "restored";
    static final String ROLLED_BACK = "rolled back";

    private final Journal journal;
    private final Clock clock;
    private final String id;
    private final List<Journal.Line> lines = new ArrayList<>();

    private Transaction(Journal journal, Clock clock, String id) {
        this.journal = journal;
        this.clock = clock;
        this.id = id;
    }

    /** Oldest first. */
    static List<Transaction> all(Journal journal, Clock clock) {
        Map<String, Transaction> found = new LinkedHashMap<>();
        for (Journal.Line line : journal.lines()) {
            found.computeIfAbsent(line.id(), id -> new Transaction(journal, clock, id))
                    .lines
                    .add(line);
        }
        return List.copyOf(found.values());
    }

    static Transaction begin(Journal journal, Clock clock, String id, Begin begin) throws IOException {
        Transaction transaction = new Transaction(journal, clock, id);
        transaction.add(Phase.BEGUN, begin, null, null, null, null);
        return transaction;
    }

    private void add(Phase phase, Begin begin, List<String> services, Swap swap, String outcome, String note)
            throws IOException {
        Journal.Line line =
                new Journal.Line(id, phase, clock.instant().toString(), begin, services, swap, outcome, note);
        journal.append(line);
        lines.add(line);
    }

    void enter(Phase phase) throws IOException {
        add(phase, null, null, null, null, null);
    }

    void stopping(List<String> services) throws IOException {
        add(Phase.STOPPING, null, services, null, null, null);
    }

    void swapping(Swap swap) throws IOException {
        add(Phase.SWAPPING, null, null, swap, null, null);
    }

    void reverting(String why) throws IOException {
        add(Phase.REVERTING, null, null, null, null, why);
    }

    void done(String outcome, String note) throws IOException {
        add(Phase.DONE, null, null, null, outcome, note);
    }

    String id() {
        return id;
    }

    Phase phase() {
        return lines.get(lines.size() - 1).phase();
    }

    boolean isOpen() {
        return phase() != Phase.DONE;
    }

    boolean isRestored() {
        return !isOpen() && RESTORED.equals(lines.get(lines.size() - 1).outcome());
    }

    /** Whether what it brought is in place: for good, or until the services have said no. */
    boolean isInPlace() {
        return phase() == Phase.COMMITTED || isRestored();
    }

    /** Of one that is in place. */
    Instant committedAt() {
        return lines.stream()
                .filter(line -> line.phase() == Phase.COMMITTED)
                .findFirst()
                .map(line -> Instant.parse(line.at()))
                .orElseThrow();
    }

    Begin begin() {
        return lines.get(0).begin();
    }

    List<String> services() {
        return lines.stream()
                .filter(line -> line.services() != null)
                .findFirst()
                .map(Journal.Line::services)
                .orElse(List.of());
    }

    Optional<Swap> swap() {
        return lines.stream().filter(line -> line.swap() != null).findFirst().map(Journal.Line::swap);
    }

    /** Why it was taken back; "" where it was not. */
    String reason() {
        return lines.stream()
                .filter(line -> line.phase() == Phase.REVERTING && line.note() != null)
                .findFirst()
                .map(Journal.Line::note)
                .orElse("");
    }

    /** Directories that hold what was there before, existing ones only. */
    List<Path> previous() {
        return begin().places().stream()
                .map(place -> Path.of(place.previous()))
                .filter(FileSteps::exists)
                .toList();
    }

    RestoreRecord toRecord() {
        Journal.Line newest = lines.get(lines.size() - 1);
        Map<String, Instant> phases = new LinkedHashMap<>();
        lines.forEach(line -> phases.put(line.phase().word(), Instant.parse(line.at())));
        return new RestoreRecord(
                id,
                begin().kind(),
                begin().label(),
                phases,
                newest.phase().word(),
                !isOpen(),
                newest.outcome() == null ? "" : newest.outcome(),
                newest.note() == null ? reason() : newest.note(),
                previous());
    }
}
