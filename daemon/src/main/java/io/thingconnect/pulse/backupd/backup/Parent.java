package io.thingconnect.pulse.backupd.backup;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.Manifest;
import java.nio.file.Path;

/**
 * The backup that a delta is made against.
 *
 * @param index directory with its page maps and its tree index, on this machine
 */
public record Parent(Manifest manifest, Path index) {
    public Parent {
        requireNonNull(manifest, "manifest is null");
        requireNonNull(index, "index is null");
    }
}
