package io.thingconnect.pulse.backupd.publish;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.encryption.Keys;
import java.util.List;

/**
 * What the commands of {@code RESTORE.md} are written for.
 *
 * @param chain the full first, the backup that is wanted last, often alone; all at one destination
 * @param databases paths of those that the last backup holds, relative to the root
 * @param keys with which the last one was made
 * @param services of the application, in the order they are started in
 */
public record Restorable(
        String host, List<BackupFiles> chain, List<String> databases, Keys keys, List<String> services) {
    /** The one that a box has whose configuration says nothing of services; a manifest does not say. */
    private static final List<String> SERVICES = List.of("thingconnect-pulse");

    public Restorable {
        requireNonNull(host, "host is null");
        requireNonNull(keys, "keys is null");
        chain = List.copyOf(chain);
        databases = List.copyOf(databases);
        services = List.copyOf(services);
        if (chain.isEmpty() || chain.get(0).label().kind() != Kind.FULL) {
            throw new IllegalArgumentException("not a chain from a full on: " + chain);
        }
    }

    /** @param chain whose last is the manifest's */
    static Restorable of(Manifest newest, List<BackupFiles> chain, Keys keys) {
        Restorable restorable = new Restorable(
                newest.host(),
                chain,
                newest.databases().stream().map(DatabaseState::path).toList(),
                keys,
                SERVICES);
        if (!restorable.last().label().equals(newest.label())) {
            throw new IllegalArgumentException("not a chain to " + newest.label() + ": " + chain);
        }
        return restorable;
    }

    public BackupFiles last() {
        return chain.get(chain.size() - 1);
    }
}
