package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.TreeComparison;
import io.thingconnect.pulse.backupd.backupset.TreeComparison.Change;
import io.thingconnect.pulse.backupd.backupset.TreeComparison.PathChange;
import io.thingconnect.pulse.backupd.control.Backups;
import io.thingconnect.pulse.backupd.control.Comparisons;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Two backups held against each other by their manifests alone: no archive is read, so no page is counted. */
final class BackupComparisons implements Comparisons {
    private final Backups backups;

    BackupComparisons(Backups backups) {
        this.backups = backups;
    }

    @Override
    public void compare(String label, String other, Listener listener, BooleanSupplier gone)
            throws BackupException, IOException {
        if (other.equals(LIVE)) {
            throw new BackupException(
                    ErrorCode.NOT_SUPPORTED,
                    "this version compares backups with each other only, not with the application as it is",
                    "Make a backup and compare with that: pulsectl backup");
        }
        Manifest before = backups.manifest(backups.find(label).label());
        Manifest after = backups.manifest(backups.find(other).label());
        Map<String, DatabaseState> databasesBefore = databases(before);
        Map<String, DatabaseState> databasesAfter = databases(after);
        for (PathChange change : TreeComparison.between(before.entries(), after.entries())) {
            if (gone.getAsBoolean()) {
                throw new BackupException(ErrorCode.CANCELLED, "the caller has hung up", "");
            }
            DatabaseState was = databasesBefore.get(change.path());
            DatabaseState is = databasesAfter.get(change.path());
            boolean metadata = change.change() == Change.METADATA;
            if (metadata || (was == null && is == null)) {
                listener.file(fileChange(change));
            } else {
                listener.database(databaseChange(change, was, is));
            }
        }
    }

    private static Map<String, DatabaseState> databases(Manifest manifest) {
        Map<String, DatabaseState> databases = new HashMap<>();
        manifest.databases().forEach(state -> databases.put(state.path(), state));
        return databases;
    }

    private static FileChange fileChange(PathChange change) {
        return new FileChange(
                change.path(),
                change.change().word(),
                change.either().type().word(),
                change.before() == null ? null : change.before().size(),
                change.after() == null ? null : change.after().size());
    }

    private static DatabaseChange databaseChange(PathChange change, DatabaseState was, DatabaseState is) {
        DatabaseState either = is == null ? was : is;
        return new DatabaseChange(
                change.path(),
                change.change().word(),
                either.pageSize(),
                was == null ? null : was.pages(),
                is == null ? null : is.pages(),
                null);
    }
}
