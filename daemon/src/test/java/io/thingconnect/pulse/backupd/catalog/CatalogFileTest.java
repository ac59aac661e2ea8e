package io.thingconnect.pulse.backupd.catalog;

import static io.thingconnect.pulse.backupd.catalog.CatalogRecords.backup;
import static io.thingconnect.pulse.backupd.catalog.CatalogRecords.copy;
import static io.thingconnect.pulse.backupd.catalog.CatalogRecords.label;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code open} makes of the file it finds. */
final class CatalogFileTest {
    @TempDir
    Path dir;

    private Path file;

    @BeforeEach
    void name() {
        file = dir.resolve("catalog.db");
    }

    private BackupException refusal() {
        return assertThrows(BackupException.class, () -> Catalog.open(file).close());
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void open_createsTheFileForItsOwnerAlone() throws Exception {
        try (Catalog catalog = Catalog.open(file)) {
            catalog.setFact("a", "b");
            assertEquals("rw-------", mode(file));
            assertEquals("rw-------", mode(dir.resolve("catalog.db-wal")));
        }
    }

    @Test
    void open_usesTheLogForcedAtEachCommitAndForeignKeys() throws Exception {
        try (Connection connection = Schema.open(file);
                Statement statement = connection.createStatement()) {
            assertEquals("wal", pragma(statement, "journal_mode"));
            assertEquals("2", pragma(statement, "synchronous"));
            assertEquals("1", pragma(statement, "foreign_keys"));
            assertEquals(String.valueOf(Schema.VERSION), pragma(statement, "user_version"));
        }
    }

    private static String pragma(Statement statement, String name) throws SQLException {
        try (var row = statement.executeQuery("PRAGMA " + name)) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void open_takesAnEmptyFileForANewCatalog() throws Exception {
        Files.createFile(file);
        try (Catalog catalog = Catalog.open(file)) {
            assertTrue(catalog.backups().isEmpty());
        }
    }

    @Test
    void open_bringsACatalogOfVersion1ToThePresentOne() throws Exception {
        String first = new String(
                CatalogFileTest.class.getResourceAsStream("schema-1.sql").readAllBytes(), StandardCharsets.UTF_8);
        sql(first.split(";\\s*\\n"));
        sql(
                "PRAGMA application_id = " + Schema.APPLICATION_ID,
                "PRAGMA user_version = 1",
                "INSERT INTO fact VALUES ('a', 'b')");
        try (Catalog catalog = Catalog.open(file)) {
            assertEquals("b", catalog.fact("a").orElseThrow());
            PinRecord pin = new PinRecord(label(0), null, "audit", "jo", CatalogRecords.NIGHT);
            catalog.putPin(pin);
            assertEquals(pin, catalog.pin(label(0)).orElseThrow());
            assertEquals(List.of(), catalog.objectiveDays().since(LocalDate.EPOCH));
        }
    }

    @Test
    void open_refusesANewerVersionAndLeavesItAlone() throws Exception {
        Catalog.open(file).close();
        sql("PRAGMA user_version = " + (Schema.VERSION + 1));
        byte[] before = Files.readAllBytes(file);
        BackupException e = refusal();
        assertEquals(ErrorCode.CATALOG_TOO_NEW, e.code());
        assertFalse(e.hint().isEmpty());
        assertArrayEquals(before, Files.readAllBytes(file));
    }

    @Test
    void open_refusesWhatIsNotADatabase() throws Exception {
        byte[] text =
                "this is not a database, whatever its name says\n".repeat(100).getBytes(StandardCharsets.UTF_8);
        Files.write(file, text);
        BackupException e = refusal();
        assertEquals(ErrorCode.CATALOG_CORRUPT, e.code());
        assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
        assertArrayEquals(text, Files.readAllBytes(file));
    }

    @Test
    void open_refusesAnotherProgramsDatabaseAndLeavesItAlone() throws Exception {
        sql("CREATE TABLE endpoint (id INTEGER PRIMARY KEY)");
        byte[] before = Files.readAllBytes(file);
        BackupException e = refusal();
        assertEquals(ErrorCode.CATALOG_CORRUPT, e.code());
        assertTrue(e.getMessage().contains("another program"), e.getMessage());
        assertArrayEquals(before, Files.readAllBytes(file));
    }

    @Test
    void open_refusesADirectoryThatIsNotThere() {
        file = dir.resolve("nowhere/catalog.db");
        assertEquals(ErrorCode.CATALOG_CORRUPT, refusal().code());
    }

    @Test
    void aFullDisk_isNamedAndLeavesWhatWasThere() throws Exception {
        try (Connection connection = Schema.open(file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA max_page_count = 40");
            Catalog catalog = Catalog.over(file, connection);
            int stored = 0;
            BackupException full = null;
            while (full == null) {
                try {
                    catalog.putBackup(backup(label(stored), copy("local", CopyState.GOOD)));
                    stored++;
                } catch (BackupException e) {
                    full = e;
                }
            }
            assertEquals(ErrorCode.NO_SPACE, full.code());
            assertEquals(stored, catalog.backups().size());
            assertTrue(stored > 10, "it was full after " + stored);
            catalog.putCopy(label(0), copy("local", CopyState.QUARANTINED));
        }
    }

    @Test
    void open_noticesADamagedPage() throws Exception {
        fill();
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            byte[] noise = new byte[4096 * 4];
            new Random(1).nextBytes(noise);
            raw.seek(4096L * 3);
            raw.write(noise);
        }
        assertEquals(ErrorCode.CATALOG_CORRUPT, refusal().code());
    }

    /** Whatever bytes are damaged: an error of ours or an answer, never anything else. */
    @Test
    void open_meetsAnyDamageWithAnErrorOrAnAnswer() throws Exception {
        fill();
        byte[] sound = Files.readAllBytes(file);
        Random random = new Random(42);
        int refused = 0;
        for (int i = 0; i < 150; i++) {
            byte[] damaged = sound.clone();
            for (int n = 1 + random.nextInt(8); n > 0; n--) {
                damaged[random.nextInt(i % 3 == 0 ? 100 : damaged.length)] = (byte) random.nextInt();
            }
            Path victim = dir.resolve("victim-" + i);
            Files.write(victim, damaged);
            try (Catalog catalog = Catalog.open(victim)) {
                catalog.backups();
                catalog.newestLabel();
                catalog.runs(10);
            } catch (BackupException e) {
                refused++;
            }
        }
        assertTrue(refused > 20, "hardly any damage was noticed: " + refused);
    }

    private void fill() throws BackupException {
        try (Catalog catalog = Catalog.open(file)) {
            for (int i = 0; i < 60; i++) {
                catalog.putBackup(backup(label(i), copy("local", CopyState.GOOD)));
                catalog.addRun(CatalogRecords.queued("daily", CatalogRecords.NIGHT));
            }
        }
    }
}
