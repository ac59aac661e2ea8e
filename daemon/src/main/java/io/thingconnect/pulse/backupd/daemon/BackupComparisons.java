package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.TreeComparison.PathChange;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.control.service.Backups;
import io.thingconnect.pulse.backupd.control.service.Comparisons;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.operation.Differences;
import io.thingconnect.pulse.backupd.operation.Differences.Difference;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.ChainReader;
import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The control room's view of differences: labels looked up, a caller that is gone spared the work, changes told one by one. */
final class BackupComparisons implements Comparisons {
    private final Backups backups;
    private final Chains chains;
    private final Differences differences;

    /** Where the bytes of a backup are read from. */
    @FunctionalInterface
    interface Chains {
        ChainReader open(Label label) throws BackupException;
    }

    BackupComparisons(Backups backups, Chains chains, Differences differences) {
        this.backups = backups;
        this.chains = chains;
        this.differences = differences;
    }

    @Override
    public void compare(String label, String other, Listener listener, BooleanSupplier gone)
            throws BackupException, IOException {
        for (Difference difference : Attended.run("comparison", work -> find(label, other, work), gone)) {
            if (gone.getAsBoolean()) {
                throw new BackupException(ErrorCode.CANCELLED, "the caller has hung up", "");
            }
            if (difference.ofDatabase()) {
                listener.database(databaseChange(difference));
            } else {
                listener.file(fileChange(difference.change()));
            }
        }
    }

    private List<Difference> find(String label, String other, Work work) throws BackupException {
        Differences.Compared before = compared(label);
        return other.equals(LIVE)
                ? differences.toLive(before, work)
                : differences.between(before, compared(other), work);
    }

    private Differences.Compared compared(String text) throws BackupException {
        BackupRecord backup = backups.find(text);
        return new Differences.Compared(backup, backups.manifest(backup.label()), () -> chains.open(backup.label()));
    }

    private static FileChange fileChange(PathChange change) {
        return new FileChange(
                change.path(),
                change.change().word(),
                change.either().type().word(),
                change.before() == null ? null : change.before().size(),
                change.after() == null ? null : change.after().size());
    }

    private static DatabaseChange databaseChange(Difference difference) {
        DatabaseState was = difference.before();
        DatabaseState is = difference.after();
        DatabaseState either = is == null ? was : is;
        return new DatabaseChange(
                difference.change().path(),
                difference.change().change().word(),
                either.pageSize(),
                was == null ? null : was.pages(),
                is == null ? null : is.pages(),
                difference.differingPages().isPresent()
                        ? difference.differingPages().getAsLong()
                        : null);
    }
}
