package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which databases this process has a descriptor of, by device and inode. Whoever holds the claim is the only one who
 * may open and close the main file: closing any second descriptor would drop the locks that SQLite holds.
 */
final class Claims {
    private final Map<Object, Boolean> databases = new HashMap<>();

    /** False when somebody else holds it. */
    synchronized boolean tryTake(Object key) {
        return databases.putIfAbsent(key, false) == null;
    }

    void take(Object key, Work work) throws BackupException {
        while (!tryTake(key)) {
            work.check();
            Pause.brief();
        }
    }

    /** The holder has seen that it is a database. */
    synchronized void confirm(Object key) {
        databases.replace(key, true);
    }

    synchronized boolean isConfirmed(Object key) {
        return databases.getOrDefault(key, false);
    }

    synchronized void release(Object key) {
        databases.remove(key);
    }

    synchronized Set<Object> keys() {
        return Set.copyOf(databases.keySet());
    }
}
