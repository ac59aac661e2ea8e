package io.thingconnect.pulse.backupd.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.catalog.DrillRecord;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.SmallBackup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DrillTest {
    private static final Assertion TWO_ROWS = assertion("select count(*) from t", "2");

    @TempDir
    Path directory;

    private SmallBackup backup;
    private Path scratch;

    @BeforeEach
    void makeBackup() throws Exception {
        backup = SmallBackup.in(Files.createDirectory(directory.resolve("at")), Compression.GZIP);
        scratch = directory.resolve("scratch");
    }

    private static Assertion assertion(String sql, String expect) {
        return new Assertion(sql, expect, sql);
    }

    private Findings drill(Destination from, Scope scope, Assertion... assertions) throws BackupException {
        DrillOrder order = new DrillOrder(
                from, SmallBackup.JOB, SmallBackup.LABEL, scope, List.of(assertions), Duration.ofMinutes(15));
        return new Drill(scratch, System::nanoTime).run(order, new Work());
    }

    private static List<String> phases(Findings findings) {
        return findings.phases().stream().map(DrillRecord.Phase::name).toList();
    }

    private boolean scratchIsEmpty() throws Exception {
        try (Stream<Path> left = Files.list(scratch)) {
            return left.findAny().isEmpty();
        }
    }

    @Test
    void drill_ofASoundBackupPasses_andLeavesNothing() throws Exception {
        Findings database = drill(backup.write(), Scope.DATABASE, TWO_ROWS);
        assertTrue(database.passed(), database.toString());
        assertEquals("", database.message());
        assertEquals(List.of("open", "restore", "database", "assertions"), phases(database));
        assertEquals(backup.archive().length, database.bytesRead());
        Findings box = drill(backup.write(), Scope.BOX, TWO_ROWS);
        assertTrue(box.passed(), box.toString());
        assertEquals(List.of("open", "restore", "database", "assertions", "files"), phases(box));
        assertTrue(box.checks().stream().anyMatch(check -> check.detail().equals("2 files read again")));
        assertTrue(box.checks().stream().anyMatch(check -> check.name().equals("configuration files parse")));
        assertTrue(scratchIsEmpty());
    }

    @Test
    void drill_whoseAssertionFails_isNoDamage_andDoesNotTellATextItFound() throws Exception {
        Findings number = drill(backup.write(), Scope.DATABASE, assertion("select count(*) from t", "3"));
        assertFalse(number.passed());
        assertFalse(number.isDamage());
        assertEquals("select count(*) from t: answered 2, expected 3", number.message());
        Findings text = drill(backup.write(), Scope.DATABASE, assertion("select x from t", "hunter2"));
        assertEquals(
                "select x from t: answered a text of 3 characters, expected a text of 7 characters", text.message());
        Findings nothing = drill(backup.write(), Scope.DATABASE, assertion("select x from t where id = 9", ""));
        assertTrue(nothing.passed(), nothing.toString());
        assertTrue(scratchIsEmpty());
    }

    @Test
    void drill_withoutAssertions_asksForFreshResultsAndUsers() throws Exception {
        Findings findings = drill(backup.write(), Scope.DATABASE);
        assertFalse(findings.passed(), "a database without the application's tables");
        assertEquals(
                2, findings.checks().stream().filter(check -> !check.passed()).count(), findings.toString());
    }

    @Test
    void drill_ofADamagedArchive_isDamage_andNamesThePhase() throws Exception {
        byte[] bytes = backup.archive();
        bytes[bytes.length / 2] ^= 1;
        Findings findings = drill(backup.write(bytes, UnaryOperator.identity()), Scope.DATABASE, TWO_ROWS);
        assertFalse(findings.passed());
        assertTrue(findings.isDamage(), findings.toString());
        assertEquals(List.of("open", "restore"), phases(findings));
        assertEquals("restore", findings.checks().get(0).name());
        assertTrue(scratchIsEmpty());
    }

    @Test
    void drill_thatIsCancelled_hasNoFindings() throws Exception {
        Destination from = backup.write();
        Work work = new Work();
        work.cancel();
        DrillOrder order =
                new DrillOrder(from, SmallBackup.JOB, SmallBackup.LABEL, Scope.BOX, List.of(TWO_ROWS), Duration.ZERO);
        BackupException refusal =
                assertThrows(BackupException.class, () -> new Drill(scratch, System::nanoTime).run(order, work));
        assertEquals(ErrorCode.CANCELLED, refusal.code());
    }

    @Test
    void freshness_isMeasuredAgainstTheBackup() throws Exception {
        Path file = directory.resolve("pulse.db");
        long taken = SmallBackup.LABEL.at().getEpochSecond();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("create table check_result_raw (Ts integer)");
            statement.execute("create table AspNetUsers (Id text)");
            statement.execute("insert into AspNetUsers values ('u')");
            statement.execute("insert into check_result_raw values (" + (taken - 900) + "), (1)");
        }
        assertTrue(held(file, Duration.ofMinutes(15)).passed());
        Findings late = held(file, Duration.ofMinutes(14));
        assertTrue(late.message().endsWith("it is 900 s older"), late.message());
        assertTrue(held(file, Duration.ZERO).passed(), "no objective, no limit");
    }

    private Findings held(Path database, Duration freshness) throws Exception {
        Course course = new Course(System::nanoTime);
        DrillOrder order = new DrillOrder(
                backup.write(), SmallBackup.JOB, SmallBackup.LABEL, Scope.DATABASE, List.of(), freshness);
        new Assertions(order, course, new Work()).hold(database, SmallBackup.LABEL.at());
        return course.over();
    }

    @Test
    void aQuery_canNeitherRunForEver_norOpenAnotherDatabase_norWrite() throws Exception {
        Path file = directory.resolve("asked.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("create table t (x)");
        }
        Path other = directory.resolve("other.db");
        try (RestoredDatabase database = RestoredDatabase.open(file)) {
            String endless = "with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c";
            SQLException late =
                    assertThrows(SQLException.class, () -> database.ask(endless, Duration.ofMillis(50), new Work()));
            assertEquals("it took longer than 0 s", late.getMessage());
            Work cancelled = new Work();
            cancelled.cancel();
            assertThrows(BackupException.class, () -> database.ask(endless, Duration.ofMinutes(5), cancelled));
            for (String refused : List.of(
                    "attach '" + other + "' as o",
                    "vacuum into '" + other + "'",
                    "insert into t values (1) returning x")) {
                assertThrows(
                        SQLException.class, () -> database.ask(refused, Duration.ofMinutes(5), new Work()), refused);
            }
            assertEquals(
                    "0",
                    database.ask("select count(*) from t", Duration.ofMinutes(5), new Work())
                            .orElseThrow());
        }
        assertFalse(Files.exists(other));
        try (Stream<Path> files = Files.list(directory)) {
            assertTrue(files.noneMatch(left -> left.toString().matches(".*asked\\.db-.*")));
        }
    }

    @Test
    void aConfigurationFile_thatDoesNotParse_isNamedByItsPlaceOnly() throws Exception {
        Path tree = directory.resolve("tree");
        Path config = tree.resolve("etc/p/config.yaml");
        Files.createDirectories(config.getParent());
        for (String sound : List.of("a: 1\n---\nb: ${X}\n", "", "a: &x 1\nb: *x\n")) {
            Files.writeString(config, sound);
            assertTrue(parsed(tree).passed(), sound);
        }
        Files.writeString(config, "fine: yes\npassword: [s3cret\nnext: x\n");
        Findings broken = parsed(tree);
        assertFalse(broken.passed());
        assertTrue(broken.message().contains("etc/p/config.yaml:"), broken.message());
        assertFalse(broken.message().contains("s3cret"), broken.message());
    }

    private Findings parsed(Path tree) throws Exception {
        Course course = new Course(System::nanoTime);
        ConfigurationFiles.check(tree, backup.manifest(), course);
        return course.over();
    }
}
