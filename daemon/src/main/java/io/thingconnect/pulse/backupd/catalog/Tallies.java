package io.thingconnect.pulse.backupd.catalog;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many runs and proofs there were. Neither is ever removed, and one that is over does not change: what was counted
 * before need not be read again, so that a question costs what came since. Guarded by the store's lock.
 */
final class Tallies {
    private final Store store;
    private final Map<RunKey, Long> runs = new HashMap<>();
    private final Map<ProofKey, ProofCount> proofs = new HashMap<>();
    /** Every run up to this id is over, and counted. */
    private long countedRuns;

    private long countedProofs;

    Tallies(Store store) {
        this.store = store;
    }

    private record RunKey(String operation, String job, RunState state) {}

    private record ProofKey(String destination, String level, boolean passed) {}

    List<RunCount> runs() throws BackupException {
        return store.together(s -> {
            long over = s.first(
                            row -> row.getLong(1),
                            "SELECT coalesce((SELECT min(id) - 1 FROM run WHERE ended_at IS NULL),"
                                    + " (SELECT max(id) FROM run), 0)")
                    .orElseThrow();
            count(s, countedRuns, over, runs);
            countedRuns = Math.max(countedRuns, over);
            Map<RunKey, Long> all = new HashMap<>(runs);
            count(s, countedRuns, Long.MAX_VALUE, all);
            List<RunCount> counts = new ArrayList<>();
            all.forEach((key, number) -> counts.add(new RunCount(key.operation(), key.job(), key.state(), number)));
            return counts;
        });
    }

    private static void count(Store s, long after, long upTo, Map<RunKey, Long> into) throws SQLException {
        // Only when all of them were read: what is counted in part would be counted again.
        s.list(
                        row -> Map.entry(
                                new RunKey(
                                        row.getString("operation"),
                                        row.getString("job"),
                                        RunHistory.state(row.getString("state"))),
                                row.getLong("number")),
                        "SELECT operation, job, state, count(*) AS number FROM run"
                                + " WHERE id > ? AND id <= ? AND ended_at IS NOT NULL GROUP BY operation, job, state",
                        after,
                        upTo)
                .forEach(count -> into.merge(count.getKey(), count.getValue(), Long::sum));
    }

    List<ProofCount> proofs() throws BackupException {
        return store.together(s -> {
            long newest = s.first(row -> row.getLong(1), "SELECT coalesce(max(id), 0) FROM verification")
                    .orElseThrow();
            s.list(
                            row -> new ProofCount(
                                    row.getString("destination"),
                                    row.getString("level"),
                                    row.getInt("passed") == 1,
                                    row.getLong("number"),
                                    SqlValues.instant(row, "newest")),
                            "SELECT destination, level, passed, count(*) AS number, max(at) AS newest FROM verification"
                                    + " WHERE id > ? AND id <= ? GROUP BY destination, level, passed",
                            countedProofs,
                            newest)
                    .forEach(this::add);
            countedProofs = newest;
            return List.copyOf(proofs.values());
        });
    }

    private void add(ProofCount more) {
        proofs.merge(
                new ProofKey(more.destination(), more.level(), more.passed()),
                more,
                (known, added) -> new ProofCount(
                        known.destination(),
                        known.level(),
                        known.passed(),
                        known.proofs() + added.proofs(),
                        known.newest().isAfter(added.newest()) ? known.newest() : added.newest()));
    }
}
