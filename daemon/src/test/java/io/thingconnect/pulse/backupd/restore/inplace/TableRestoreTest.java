package io.thingconnect.pulse.backupd.restore.inplace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.restore.tables.Tables;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Work;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TableRestoreTest {
    private static final String DATABASE = InPlaceBox.LIB + "/pulse.db";

    @TempDir
    Path directory;

    private InPlaceBox box;
    private Map<String, String> old;

    @BeforeEach
    void create() throws Exception {
        box = InPlaceBox.create(directory.resolve("box"));
        old = box.tree();
    }

    static InPlaceRestore.Request only(InPlaceBox box, Tables... tables) throws BackupException {
        return new InPlaceRestore.Request(
                BackupOrigin.of(box.chain()), Selection.everything(), false, Set.of(tables), 1);
    }

    private InPlaceRestore engine() {
        return box.engine(Surroundings.none(), FileSteps.unwatched());
    }

    private List<String> rows(String sql) throws Exception {
        List<String> rows = new ArrayList<>();
        Path copy = Files.createTempDirectory(directory, "read").resolve("copy.db");
        Files.copy(box.at(DATABASE), copy);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                rows.add(row.getString(1));
            }
        }
        return rows;
    }

    @Test
    void users_areAsInTheBackup_whoCameSinceStays_andAllElseIsUntouched() throws Exception {
        List<String> data =
                rows("SELECT group_concat(id || hex(x)) FROM t UNION ALL SELECT group_concat(K || V) FROM setting");
        RestoreRecord record = engine().restore(only(box, Tables.USERS), new Work());

        assertEquals(
                List.of("u1 admin old hash 1", "u10 eve e 1", "u2 maint m 1", "u3 lead l 1"),
                rows(
                        "SELECT Id || ' ' || UserName || ' ' || PasswordHash || ' ' || IsActive FROM AspNetUsers ORDER BY Id"));
        assertEquals(
                List.of("r1 ADMIN", "r2 USER"), rows("SELECT Id || ' ' || NormalizedName FROM AspNetRoles ORDER BY 1"));
        // Who was made an administrator since is none any more; who is new keeps his role under its old key.
        assertEquals(
                List.of("u1 r1", "u10 r2", "u2 r2", "u3 r2"),
                rows("SELECT UserId || ' ' || RoleId FROM AspNetUserRoles ORDER BY 1"));
        assertEquals(
                List.of("u1 then", "u10 now", "u2 then"),
                rows("SELECT UserId || ' ' || ClaimType FROM AspNetUserClaims ORDER BY 1"));
        assertEquals(List.of("2"), rows("SELECT Id FROM AspNetUserClaims WHERE UserId = 'u10'"));
        assertEquals(List.of("u3"), rows("SELECT Author FROM note"));
        assertEquals(List.of(), rows("PRAGMA foreign_key_check"));
        assertEquals(List.of("ok"), rows("PRAGMA integrity_check"));
        assertEquals(
                data,
                rows("SELECT group_concat(id || hex(x)) FROM t UNION ALL SELECT group_concat(K || V) FROM setting"));
        assertTrue(
                record.note().contains("users: 3 as in the backup, 1 that the backup does not hold stay: eve"),
                record.note());
        assertOnlyTheDatabaseChanged();

        engine().undo(new Work());
        assertEquals(old, box.tree());
    }

    private void assertOnlyTheDatabaseChanged() throws Exception {
        Map<String, String> is = new TreeMap<>(box.tree());
        Map<String, String> was = new TreeMap<>(old);
        for (String name : List.of(DATABASE, DATABASE + "-wal", DATABASE + "-shm", InPlaceBox.LIB)) {
            is.remove(name);
            was.remove(name);
        }
        assertEquals(was, is);
        assertTrue(!Files.exists(box.at(DATABASE + "-wal")));
        assertEquals(
                old.get(DATABASE).replaceAll(" .*", ""),
                box.tree().get(DATABASE).replaceAll(" .*", ""));
        assertEquals(List.of(), box.leftovers());
    }

    @Test
    void settings_areAsInTheBackup_butHowFarTheApplicationHasComeIsNot() throws Exception {
        engine().restore(only(box, Tables.SETTINGS), new Work());
        assertEquals(
                List.of("added=later", "last_prune=now", "retention=60", "theme=dark"),
                rows("SELECT K || '=' || V FROM setting ORDER BY 1"));
        assertEquals(List.of("new hash"), rows("SELECT PasswordHash FROM AspNetUsers WHERE Id = 'u1'"));
        assertOnlyTheDatabaseChanged();
    }

    @Test
    void rowsThatAreStillInTheWal_areMergedInto_andTheLiveFilesAreNotWritten() throws Exception {
        leaveAWal("INSERT INTO AspNetUsers VALUES('u11','bob','BOB','b',1)");
        assertTrue(Files.size(box.at(DATABASE + "-wal")) > 0);
        old = box.tree();
        engine().restore(only(box, Tables.USERS), new Work());
        assertEquals(List.of("bob"), rows("SELECT UserName FROM AspNetUsers WHERE Id = 'u11'"));
        engine().undo(new Work());
        assertEquals(old, box.tree());
    }

    /** As a killed application leaves it. */
    private void leaveAWal(String sql) throws Exception {
        Path live = box.at(DATABASE);
        Path other = directory.resolve("other.db");
        Files.deleteIfExists(box.at(DATABASE + "-wal"));
        Files.deleteIfExists(box.at(DATABASE + "-shm"));
        Files.copy(live, other);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + other);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
            Files.copy(JoinedCopy.side(other, "-wal"), box.at(DATABASE + "-wal"));
        }
    }

    @Test
    void anotherShape_isRefusedBeforeAServiceStops_namingTableAndColumn() throws Exception {
        box.sql("ALTER TABLE AspNetUsers ADD Phone TEXT");
        old = box.tree();
        FakeUnits units = new FakeUnits("one");
        Surroundings surroundings = new Surroundings(
                units, List.of("one"), Duration.ofSeconds(1), Surroundings.Check.none(), Surroundings.Check.none());
        BackupException e = assertThrows(
                BackupException.class,
                () -> box.engine(surroundings, FileSteps.unwatched()).restore(only(box, Tables.USERS), new Work()));
        assertEquals(ErrorCode.NOT_SUPPORTED, e.code());
        assertTrue(e.getMessage().contains("AspNetUsers.Phone is only in the live database"), e.getMessage());
        assertEquals(List.of(), units.calls);
        assertEquals(old, box.tree());
        // The settings are what they were.
        engine().restore(only(box, Tables.SETTINGS), new Work());
        assertEquals(List.of("dark"), rows("SELECT V FROM setting WHERE K = 'theme'"));
    }

    @Test
    void anotherSchemaVersion_withTheSameTables_isNoted_andOneWithoutThem_isRefused() throws Exception {
        box.sql("INSERT INTO __EFMigrationsHistory VALUES('20990101000000_Later', '9')");
        RestoreRecord record = engine().restore(only(box, Tables.USERS), new Work());
        assertTrue(record.note().contains("20990101000000_Later here and 20250906170538"), record.note());
        engine().undo(new Work());
        box.sql("DROP TABLE setting");
        BackupException e =
                assertThrows(BackupException.class, () -> engine().restore(only(box, Tables.SETTINGS), new Work()));
        assertTrue(e.getMessage().contains("the live database has no table setting"), e.getMessage());
    }

    @Test
    void aTrigger_aHotJournal_aMissingDatabase_andAWriter_endInTheOldState() throws Exception {
        box.sql("CREATE TRIGGER x AFTER INSERT ON setting BEGIN DELETE FROM t; END");
        old = box.tree();
        refused(ErrorCode.NOT_SUPPORTED, "trigger x of setting", FileSteps.unwatched());
        box.sql("DROP TRIGGER x");

        byte[] hot = {(byte) 0xd9, (byte) 0xd5, 5, (byte) 0xf9, 0x20, (byte) 0xa1, 0x63, (byte) 0xd7, 0};
        Files.write(box.at(DATABASE + "-journal"), hot);
        old = box.tree();
        refused(ErrorCode.HOT_JOURNAL, "not finished", FileSteps.unwatched());
        Files.delete(box.at(DATABASE + "-journal"));

        old = box.tree();
        byte[] bytes = Files.readAllBytes(box.at(DATABASE));
        FileSteps writer = new FileSteps((step, path) -> {
            if (step.equals("merge")) {
                Files.write(box.at(DATABASE), bytes);
            }
        });
        BackupException e = assertThrows(
                BackupException.class,
                () -> box.engine(Surroundings.none(), writer).restore(only(box, Tables.SETTINGS), new Work()));
        assertEquals(ErrorCode.DATABASE_BUSY, e.code());

        DurableFiles.deleteTree(box.at(DATABASE));
        assertEquals(
                ErrorCode.PATH_NOT_FOUND,
                assertThrows(BackupException.class, () -> engine().plan(only(box, Tables.USERS)))
                        .code());
    }

    private void refused(ErrorCode code, String words, FileSteps steps) throws Exception {
        BackupException e = assertThrows(
                BackupException.class,
                () -> box.engine(Surroundings.none(), steps).restore(only(box, Tables.SETTINGS), new Work()));
        assertEquals(code, e.code(), e.getMessage());
        assertTrue(e.getMessage().contains(words), e.getMessage());
        assertEquals(old, box.tree());
        assertEquals(List.of(), box.leftovers());
    }
}
