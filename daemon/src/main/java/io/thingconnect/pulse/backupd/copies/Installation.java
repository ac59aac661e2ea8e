package io.thingconnect.pulse.backupd.copies;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backup.Application;
import io.thingconnect.pulse.backupd.backup.Identity;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.storage.Destination;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the operations work on; replaced as a whole by a reload.
 *
 * @param maxWalGrowth bytes the application's WAL may grow during a capture
 * @param reserve bytes of a destination that backups leave free
 * @param outboxMax bytes of backups that may wait in the spool for a destination
 * @param destinations by name, in the order of the configuration
 */
public record Installation(
        Application application,
        Identity identity,
        long maxWalGrowth,
        Duration maxDuration,
        Path spool,
        Path pageMaps,
        long reserve,
        long outboxMax,
        Map<String, Destination> destinations) {
    public Installation {
        requireNonNull(application, "application is null");
        requireNonNull(identity, "identity is null");
        destinations = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(destinations));
    }

    /** Where backups wait that no destination could take yet. */
    public Outbox outbox() {
        Keys keys = destinations.values().stream()
                .findFirst()
                .map(Destination::keys)
                .orElseGet(Keys::none);
        return new Outbox(spool, outboxMax, reserve, keys);
    }

    public Destination destination(String name) throws BackupException {
        Destination destination = destinations.get(name);
        if (destination == null) {
            throw Destination.unknown(name, destinations.keySet());
        }
        return destination;
    }

    public List<Destination> destinations(List<String> names) throws BackupException {
        List<Destination> found = new ArrayList<>();
        for (String name : names) {
            found.add(destination(name));
        }
        return found;
    }
}
