package io.thingconnect.pulse.backupd.backup;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Encryption;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import io.thingconnect.pulse.backupd.encryption.Keys;
import java.util.List;

/**
 * One backup to be made.
 *
 * @param lineage goes into the manifest as it is
 * @param keys whether and how the archive is encrypted
 * @param staged whether databases are copied to the spool before they are compressed, whatever the prediction says
 * @param note of the person who asked, "" otherwise
 */
public record Order(
        Label label,
        Lineage lineage,
        String job,
        List<Component> components,
        Compression compression,
        int level,
        Keys keys,
        boolean staged,
        String note) {
    public Order {
        components = List.copyOf(components);
        requireNonNull(keys, "keys is null");
    }

    /** What the files will be called. */
    public BackupFiles files() {
        return new BackupFiles(job, label, compression, Encryption.of(keys.encrypts()));
    }

    /** The same order, with databases copied to the spool first. */
    public Order asStaged() {
        return new Order(label, lineage, job, components, compression, level, keys, true, note);
    }
}
