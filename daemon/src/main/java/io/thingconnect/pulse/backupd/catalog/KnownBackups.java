package io.thingconnect.pulse.backupd.catalog;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What the last list of all backups found. Reading 10,000 of them costs 0.15 s of CPU, and neither a status asked for every
 * second nor each step of a run should; softly, because they take some 10 MB of a small heap. Guarded by the store's lock.
 */
final class KnownBackups {
    private final Store store;
    private SoftReference<List<BackupRecord>> known = new SoftReference<>(null);
    private long changes;

    KnownBackups(Store store) {
        this.store = store;
    }

    /** Within {@link Store#together} only; null where nothing is known. */
    List<BackupRecord> get() {
        return known.get();
    }

    /** Within {@link Store#together} only. */
    void set(List<BackupRecord> all) {
        known = new SoftReference<>(all);
    }

    /** Within {@link Store#together} only. */
    void forget() {
        known.clear();
        changes++;
    }

    /** Writes what concerns one backup, and looks at that one anew: the others are not read again. */
    <T> T changing(Label label, Store.Change<T> write) throws BackupException {
        List<List<BackupRecord>> before = new ArrayList<>();
        List<Long> change = new ArrayList<>();
        T result = store.together(s -> {
            Optional.ofNullable(known.get()).ifPresent(before::add);
            forget();
            change.add(changes);
            return write.apply(s);
        });
        // Not within the same transaction: what could not be committed after all must not be known.
        store.together(s -> {
            if (!before.isEmpty() && changes == change.get(0)) {
                set(renewed(before.get(0), label, Backups.byLabel(s, label)));
            }
            return true;
        });
        return result;
    }

    /** Newest first, as before. */
    private static List<BackupRecord> renewed(List<BackupRecord> all, Label label, Optional<BackupRecord> now) {
        List<BackupRecord> renewed = new ArrayList<>(all.size() + 1);
        boolean placed = now.isEmpty();
        for (BackupRecord backup : all) {
            if (!placed && backup.label().compareTo(label) <= 0) {
                renewed.add(now.get());
                placed = true;
            }
            if (!backup.label().equals(label)) {
                renewed.add(backup);
            }
        }
        if (!placed) {
            renewed.add(now.get());
        }
        return Collections.unmodifiableList(renewed);
    }
}
