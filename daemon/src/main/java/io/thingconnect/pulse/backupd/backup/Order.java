package io.thingconnect.pulse.backupd.backup;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import java.util.List;

/**
 * One backup to be made.
 *
 * @param lineage goes into the manifest as it is
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
        boolean staged,
        String note) {
    public Order {
        components = List.copyOf(components);
    }

    /** The same order, with databases copied to the spool first. */
    public Order asStaged() {
        return new Order(label, lineage, job, components, compression, level, true, note);
    }
}
