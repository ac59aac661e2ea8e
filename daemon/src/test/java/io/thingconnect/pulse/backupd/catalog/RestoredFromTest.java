package io.thingconnect.pulse.backupd.catalog;

import static io.thingconnect.pulse.backupd.catalog.CatalogRecords.backup;
import static io.thingconnect.pulse.backupd.catalog.CatalogRecords.copy;
import static io.thingconnect.pulse.backupd.catalog.CatalogRecords.label;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.thingconnect.pulse.backupd.backupset.Lineage;
import io.thingconnect.pulse.backupd.encryption.Seal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which restore in place a timeline began with. */
final class RestoredFromTest {
    @TempDir
    Path directory;

    @Test
    void itIsKept_andAnImportBringsItToABackupThatWasKnownWithoutIt() throws Exception {
        Path file = directory.resolve("catalog.db");
        CopyRecord good = copy("local", CopyState.GOOD);
        BackupRecord restored = withLineage(Lineage.full(2).restoredFrom(label(0)), good);
        try (Catalog catalog = Catalog.open(file)) {
            catalog.putBackup(withLineage(Lineage.full(2), good));
            assertNull(catalog.backups().get(0).lineage().restoredFrom());
            catalog.takeIn(List.of(new FoundCopy(restored, Optional.empty(), List.of(), List.of(), Seal.NONE)));
        }
        try (Catalog catalog = Catalog.open(file)) {
            assertEquals(label(0), catalog.backups().get(0).lineage().restoredFrom());
        }
    }

    private static BackupRecord withLineage(Lineage lineage, CopyRecord copy) {
        BackupRecord b = backup(label(60), copy);
        return new BackupRecord(
                b.label(),
                b.job(),
                b.contentId(),
                lineage,
                b.takenAt(),
                b.finishedAt(),
                b.compression(),
                b.archiveBytes(),
                b.plainBytes(),
                b.databaseBytes(),
                b.entries(),
                b.schemaVersion(),
                b.components(),
                b.note(),
                b.warnings(),
                b.runId(),
                b.copies());
    }

    @Test
    void aCatalogOfTheVersionBefore_isBroughtToThisOne_withItsBackups() throws Exception {
        Path file = directory.resolve("catalog.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (int step = 1; step <= 4; step++) {
                String script = new String(
                        Schema.class
                                .getResourceAsStream("schema-" + step + ".sql")
                                .readAllBytes(),
                        StandardCharsets.UTF_8);
                for (String sql : script.split(";\\s*\\n")) {
                    statement.execute(sql);
                }
            }
            statement.execute("PRAGMA application_id = " + Schema.APPLICATION_ID);
            statement.execute("PRAGMA user_version = 4");
            statement.execute("INSERT INTO backup VALUES ('" + label(0) + "','daily','id',NULL,"
                    + "'2024-01-15T02:00:00.000000000Z','2024-01-15T02:01:00.000000000Z','gzip',1,2,3,4,'','[]','','[]',"
                    + "7,3,'','',NULL)");
        }
        try (Catalog catalog = Catalog.open(file)) {
            Lineage lineage = catalog.backups().get(0).lineage();
            assertEquals(3, lineage.timeline());
            assertNull(lineage.restoredFrom());
        }
    }
}
