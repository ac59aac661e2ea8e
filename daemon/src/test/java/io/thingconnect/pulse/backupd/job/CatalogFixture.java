package io.thingconnect.pulse.backupd.job;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.util.List;

/** Backups to verify and restore. */
public final class CatalogFixture {
    private CatalogFixture() {}

    /** One good backup with a copy at {@code local}. */
    public static void putGood(Catalog catalog, String text) throws BackupException {
        put(catalog, text, Lineage.full(1), CopyState.GOOD);
    }

    /** One incremental or differential with a copy at {@code local}. */
    public static void putDelta(Catalog catalog, String text, String parent, CopyState state) throws BackupException {
        Label label = Label.parse(parent).orElseThrow();
        put(catalog, text, Lineage.delta(1, "c0".repeat(32), label), state);
    }

    public static void put(Catalog catalog, String text, Lineage lineage, CopyState state) throws BackupException {
        Label label = Label.parse(text).orElseThrow();
        catalog.putBackup(new BackupRecord(
                label,
                "daily",
                "content",
                lineage,
                label.at(),
                label.at(),
                Compression.GZIP,
                1,
                1,
                1,
                1,
                "",
                List.of(Component.DATABASE),
                "",
                List.of(),
                1,
                List.of(new CopyRecord("local", state, "direct", label.at()))));
    }
}
