package io.thingconnect.pulse.backupd.storage;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.error.Nearest;
import java.util.Collection;
import java.util.List;

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

    /** What nobody has configured under that name. */
    public static BackupException unknown(String name, Collection<String> known) {
        return new BackupException(
                ErrorCode.DESTINATION_NOT_FOUND,
                "there is no destination '" + name + "'",
                Nearest.question(name, known) + "Configured are: " + String.join(", ", known));
    }

    /** In which ways the place does not do what it was asked to, as warnings of whoever has just written there. */
    public List<String> notices() {
        return storage.notices().stream()
                .map(notice -> "destination '" + name + "' (" + storage.location() + ") " + notice)
                .toList();
    }
}
