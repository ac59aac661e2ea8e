package io.thingconnect.pulse.backupd.storage;

import static java.util.Objects.requireNonNull;

/** A configured place by its name. */
public record Destination(String name, Storage storage) {
    public Destination {
        requireNonNull(name, "name is null");
        requireNonNull(storage, "storage is null");
    }
}
