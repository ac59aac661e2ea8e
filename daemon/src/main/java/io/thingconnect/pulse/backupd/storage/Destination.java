package io.thingconnect.pulse.backupd.storage;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.encryption.Keys;

/**
 * A configured place by its name, and how what lies there is encrypted: who has a place to read from or to write to has
 * the keys for it as well.
 */
public record Destination(String name, Storage storage, Keys keys) {
    public Destination {
        requireNonNull(name, "name is null");
        requireNonNull(storage, "storage is null");
        requireNonNull(keys, "keys is null");
    }
}
