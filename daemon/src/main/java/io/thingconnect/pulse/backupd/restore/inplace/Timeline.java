package io.thingconnect.pulse.backupd.restore.inplace;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/**
 * Which history an installation is on, as the journal of restores in place tells it. Each of them begins one, an undo too:
 * what came before and what comes after are no sequence.
 *
 * @param number 1, and a later one after each restore in place
 * @param kind {@code restore} or {@code undo}; "" on the first
 * @param label what was restored, or the restore of which was undone; "" on the first
 * @param since when it began; the epoch on the first
 */
public record Timeline(int number, String kind, String label, Instant since) {
    private static final Timeline FIRST = new Timeline(1, "", "", Instant.EPOCH);

    public Timeline {
        requireNonNull(kind, "kind is null");
        requireNonNull(label, "label is null");
        requireNonNull(since, "since is null");
    }

    /**
     * Of the installation that keeps this state directory; nothing is written.
     *
     * @throws BackupException where the journal cannot be read or trusted
     */
    public static Timeline of(Path state) throws BackupException {
        Journal journal = Journal.open(InPlaceRestore.directory(state), FileSteps.unwatched());
        return newest(Transaction.all(journal, Clock.systemUTC()));
    }

    static Timeline newest(List<Transaction> all) {
        Timeline newest = FIRST;
        for (Transaction transaction : all) {
            if (transaction.isInPlace()) {
                Begin begin = transaction.begin();
                int number = Math.max(newest.number + 1, begin.timeline());
                newest = new Timeline(number, begin.kind(), begin.label(), transaction.committedAt());
            }
        }
        return newest;
    }

    /** The one that a restore begun now starts: later than all that this box or a backup knows of. */
    static int next(List<Transaction> all, int seen) {
        return Math.max(newest(all).number, seen) + 1;
    }

    /** Whether it began with a backup, instead of with what an undo brought back. */
    public boolean isRestored() {
        return kind.equals(Begin.RESTORE);
    }
}
