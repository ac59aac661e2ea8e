package io.thingconnect.pulse.backupd.catalog;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.Label;

/** Which copy: of this backup at this destination. */
public record CopyName(Label label, String destination) {
    public CopyName {
        requireNonNull(label, "label is null");
        requireNonNull(destination, "destination is null");
    }
}
