package io.thingconnect.pulse.backupd.catalog;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.function.Function;

/**
 * What follows from the list of all backups, found once for each list: {@link Catalog#backups} answers with the same one
 * until something changes, and a status asked for every second must not go through ten thousand backups each time. Does
 * not keep the list itself alive.
 */
public final class Derived<T> {
    private final Function<List<BackupRecord>, T> finding;
    private WeakReference<List<BackupRecord>> source = new WeakReference<>(null);
    private T found;

    /** @param finding what it returns must not be changed by anybody, nor hold the list */
    public Derived(Function<List<BackupRecord>, T> finding) {
        this.finding = finding;
    }

    public synchronized T from(List<BackupRecord> backups) {
        if (source.get() != backups) {
            found = finding.apply(backups);
            source = new WeakReference<>(backups);
        }
        return found;
    }
}
