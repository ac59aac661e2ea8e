package io.thingconnect.pulse.backupd.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DrillsTest {
    private static final Instant AT = Instant.parse("2024-01-15T05:00:00.123456789Z");

    @TempDir
    Path directory;

    private static DrillRecord drill(String name, String destination, boolean passed) {
        return new DrillRecord(
                0,
                7,
                name,
                "pulse-backup-20240115T020000Z-full",
                destination,
                "box",
                passed,
                AT,
                AT.plusSeconds(9),
                4096,
                List.of(new DrillRecord.Phase("open", 3), new DrillRecord.Phase("restore", 250)),
                List.of(new DrillRecord.Check("a \"b\", 'c'", passed, ""), new DrillRecord.Check("d", true, "ok")),
                passed ? "" : "a: wrong",
                "");
    }

    @Test
    void drills_comeBackAsTheyWere_newestFirst_alsoAfterReopening() throws BackupException {
        Path file = directory.resolve("catalog.db");
        DrillRecord first;
        DrillRecord second;
        try (Catalog catalog = Catalog.open(file)) {
            assertEquals(List.of(), catalog.drills(10));
            first = drill("monthly", "local", true);
            first = first.withId(catalog.addDrill(first));
            second = drill("", "nas", false);
            second = second.withId(catalog.addDrill(second));
        }
        try (Catalog catalog = Catalog.open(file)) {
            assertEquals(List.of(second, first), catalog.drills(10));
            assertEquals(List.of(second), catalog.drills(1));
            assertTrue(catalog.noteDrill(first.id(), "learned"));
            DrillRecord noted = catalog.drill(first.id()).orElseThrow();
            assertEquals("learned", noted.note());
            assertTrue(catalog.noteDrill(first.id(), first.note()));
            assertEquals(Optional.of(first), catalog.drill(first.id()), "the note alone was changed");
            assertFalse(catalog.noteDrill(99, "x"));
            assertEquals(Optional.empty(), catalog.drill(99));
        }
    }

    @Test
    void latestDrills_areTheNewestOfEachNameAtEachDestination() throws BackupException {
        try (Catalog catalog = Catalog.open(directory.resolve("catalog.db"))) {
            catalog.addDrill(drill("monthly", "local", false));
            long nas = catalog.addDrill(drill("monthly", "nas", false));
            long local = catalog.addDrill(drill("monthly", "local", true));
            assertEquals(
                    List.of(nas, local),
                    catalog.latestDrills().stream().map(DrillRecord::id).toList());
        }
    }

    @Test
    void whatIsBeingRead_isNotRemoved_andViceVersa() throws BackupException {
        try (Catalog catalog = Catalog.open(directory.resolve("catalog.db"))) {
            Label label = CatalogRecords.label(0);
            catalog.putBackup(CatalogRecords.backup(label, CatalogRecords.copy("local", CopyState.GOOD)));
            assertTrue(catalog.beginReading(label));
            assertEquals(List.of(label.toString()), catalog.labelsInUse());
            BackupException refusal = assertThrows(
                    BackupException.class, () -> catalog.beginRemoval(label, "daily", "local", CatalogRecords.NIGHT));
            assertEquals(ErrorCode.BUSY, refusal.code());
            catalog.endReading(label);
            catalog.beginRemoval(label, "daily", "local", CatalogRecords.NIGHT);
            assertFalse(catalog.beginReading(label));
        }
    }
}
