package io.thingconnect.pulse.backupd.rescue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.archive.ForgedTar;
import io.thingconnect.pulse.backupd.restore.inplace.FileSteps;
import io.thingconnect.pulse.backupd.restore.inplace.InPlaceBox;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scripts made, restored by the program. */
final class FromFileTest {
    private static final String LIB = "var/lib/thingconnect-pulse";
    private static final String ETC = "etc/thingconnect-pulse";

    @TempDir
    Path directory;

    private InPlaceBox box;
    private Map<String, String> old;

    record Answer(int status, String out, String err) {}

    @BeforeEach
    void create() throws Exception {
        box = InPlaceBox.create(directory.resolve("box"));
        Files.writeString(box.root().resolve(ETC + "/backup.yaml"), """
                backup:
                  application:
                    certificates: [/etc/thingconnect-pulse/certs]
                    scripts: [/etc/thingconnect-pulse/scripts]
                  destinations:
                    local: {type: local, path: /var/lib/thingconnect-pulse/backups}
                """);
        old = box.tree();
    }

    private Answer run(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Optional.empty());
        Program program = new Program(
                terminal,
                System.getenv(),
                FileSteps.unwatched(),
                (socket, restored, needed, work) -> "none",
                Clock.systemUTC());
        List<String> all = new ArrayList<>(List.of("--root", box.root().toString()));
        all.addAll(List.of(words));
        int status = program.run(all);
        return new Answer(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static String query(Path database, String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : null;
        }
    }

    private Path database(String... statements) throws Exception {
        Path file = directory.resolve("pulse-db-20240115.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
        return file;
    }

    private String live(String sql) throws Exception {
        Path copy = Files.createTempDirectory(directory, "live").resolve("copy.db");
        Files.copy(box.root().resolve(LIB + "/pulse.db"), copy);
        return query(copy, sql);
    }

    private void assertNothingIsLeft() throws Exception {
        Path restore = box.root().resolve("var/lib/thingconnect-pulse-backup/restore");
        try (Stream<Path> left = Files.list(restore)) {
            assertEquals(
                    List.of(),
                    left.map(path -> path.getFileName().toString())
                            .filter(name -> name.startsWith("from-file"))
                            .toList());
        }
    }

    @Test
    void aDatabaseWithAWal_takesThePlaceOfTheLiveOne_saysWhatIsNotProven_andCanBeUndone() throws Exception {
        Path made = database(
                "PRAGMA journal_mode=WAL",
                "CREATE TABLE __EFMigrationsHistory(MigrationId TEXT PRIMARY KEY, ProductVersion TEXT)",
                "INSERT INTO __EFMigrationsHistory VALUES('19990101_Old', '1')",
                "CREATE TABLE x(a)");
        Path file = directory.resolve("pulse-db-copy.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + made);
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO x VALUES('from the WAL')");
            Files.copy(made, file);
            Files.copy(made.resolveSibling(made.getFileName() + "-wal"), directory.resolve("pulse-db-copy.db-wal"));
        }
        Answer dry = run("--from-file", file.toString(), "--dry-run");
        assertEquals(0, dry.status(), dry.err());
        assertTrue(dry.err().contains("no manifest came with pulse-db-copy.db"), dry.err());
        assertTrue(dry.err().contains("lies a WAL of"), dry.err());
        assertTrue(
                dry.err().contains("has the schema 20250906170538_AddIdentityTables now, and 19990101_Old"), dry.err());
        assertEquals(old, box.tree());
        assertEquals(2, run("--from-file", file.toString()).status());

        Answer done = run("--from-file", file.toString(), "--yes");
        assertEquals(0, done.status(), done.err());
        assertEquals("from the WAL", live("SELECT a FROM x"));
        assertFalse(Files.exists(box.root().resolve(LIB + "/pulse.db-wal")));
        assertNothingIsLeft();
        assertEquals(0, run("--undo", "--yes").status());
        assertEquals(old, box.tree());
    }

    @Test
    void usersOfAFile_areMergedToo() throws Exception {
        Path made = directory.resolve("pulse.db");
        Files.copy(box.root().resolve(LIB + "/pulse.db"), made);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + made);
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE AspNetUsers SET PasswordHash = 'of the file' WHERE Id = 'u1'");
        }
        Answer done = run("--from-file", made.toString(), "--only", "users", "--yes");
        assertEquals(0, done.status(), done.err());
        assertEquals("of the file", live("SELECT PasswordHash FROM AspNetUsers WHERE Id = 'u1'"));
        assertTrue(done.err().contains("users alone, merged"), done.err());
    }

    @Test
    void aFullArchiveOfTheScript_isRestored_andWhatItDoesNotHoldGoes() throws Exception {
        InPlaceBox made = InPlaceBox.create(directory.resolve("other"));
        Files.writeString(made.root().resolve(ETC + "/config.yaml"), "of the script\n");
        Path tar = directory.resolve("pulse-backup-20240115_020000.tar.gz");
        Process process = new ProcessBuilder(
                        "tar",
                        "-czf",
                        tar.toString(),
                        "-C",
                        made.root().toString(),
                        LIB,
                        ETC,
                        "var/log/thingconnect-pulse")
                .inheritIO()
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        Files.writeString(box.root().resolve(ETC + "/later"), "x");
        old = box.tree();
        Answer done = run("--from-file", tar.toString(), "--yes");
        assertEquals(0, done.status(), done.err());
        assertEquals("of the script\n", Files.readString(box.root().resolve(ETC + "/config.yaml")));
        assertFalse(Files.exists(box.root().resolve(ETC + "/later")));
        assertTrue(Files.exists(box.root().resolve(LIB + "/backups/daily")));
        assertTrue(Files.exists(box.root().resolve(ETC + "/backup.yaml.restored-" + tar.getFileName())), done.err());
        assertEquals("ok", live("PRAGMA integrity_check"));
        assertTrue(done.err().contains("has a WAL beside it"), done.err());
        assertNothingIsLeft();
        assertEquals(0, run("--undo", "--yes").status());
        assertEquals(old, box.tree());

        assertEquals(
                0,
                run("--from-file", tar.toString(), "--only", "configuration", "--yes")
                        .status());
        assertEquals("of the script\n", Files.readString(box.root().resolve(ETC + "/config.yaml")));
        assertEquals(old.get(LIB + "/mixed/kept.txt"), box.tree().get(LIB + "/mixed/kept.txt"));
    }

    @Test
    void whatIsNeither_isRefusedByNameAndReason() throws Exception {
        Path text = Files.writeString(directory.resolve("notes.txt"), "hello, this is no backup\n");
        refused(text, 2, "notes.txt is neither a SQLite database nor a tar archive");
        refused(Files.writeString(directory.resolve("empty.db"), ""), 2, "it is empty");
        refused(Files.write(directory.resolve("x.gpg"), new byte[] {(byte) 0x8c, 0x0d, 4, 9}), 2, "gpg --decrypt");
        refused(directory, 2, "not a regular file");
        refused(directory.resolve("missing"), 2, "cannot be read");
        refused(box.root().resolve(LIB + "/pulse.db"), 2, "is the database that is in place");
        refused(box.root().resolve(LIB + "/backups/daily/" + InPlaceBox.NEWEST + ".tar.gz"), 2, "nothing by itself");
        Path orphans = database(
                "CREATE TABLE p(id PRIMARY KEY)", "CREATE TABLE c(p REFERENCES p(id))", "INSERT INTO c VALUES(7)");
        refused(orphans, 7, "rows without parent in c");
        byte[] bytes = Files.readAllBytes(orphans);
        java.util.Arrays.fill(bytes, 4096, bytes.length, (byte) 7);
        refused(Files.write(directory.resolve("damaged.db"), bytes), 7, "is not sound");
        assertEquals(2, run("latest", "--from-file", text.toString()).status());
        assertEquals(2, run("--from-file", text.toString(), "--job", "daily").status());
    }

    private void refused(Path file, int status, String words) throws Exception {
        Answer answer = run("--from-file", file.toString(), "--yes");
        assertTrue(answer.err().contains(words), answer.err());
        assertEquals(status, answer.status(), answer.err());
        assertEquals(old, box.tree(), file.toString());
    }

    @Test
    void hostileArchives_areRefusedByName_andNothingIsWritten() throws Exception {
        Path canary = Files.createDirectory(directory.resolve("canary"));
        Files.writeString(canary.resolve("passwd"), "root");
        byte[] evil = "evil".getBytes(StandardCharsets.UTF_8);
        Map<String, ForgedTar> all = new TreeMap<>();
        all.put("an absolute path", new ForgedTar().add('0', canary + "/passwd", "", evil));
        all.put("'..' part", new ForgedTar().add('0', ETC + "/../../../canary/passwd", "", evil));
        all.put(
                "that is no directory",
                new ForgedTar().link('2', ETC + "/a", canary.toString()).add('0', ETC + "/a/passwd", "", evil));
        all.put("which is no file before it", new ForgedTar().link('1', ETC + "/h", canary + "/passwd"));
        all.put("a device", new ForgedTar().link('3', ETC + "/null", ""));
        all.put("a pipe", new ForgedTar().link('6', ETC + "/pipe", ""));
        all.put(
                "set-uid",
                new ForgedTar().header('0', ETC + "/sh", "", 4, 04755).raw(evil).pad());
        all.put(
                "that was there before",
                new ForgedTar().add('0', ETC + "/a", "", evil).link('2', ETC + "/a", "/etc/passwd"));
        all.put("an oversized extended header", new ForgedTar().header('x', "p", "", 1L << 32, 0644));
        all.put(
                "beyond the allowed",
                new ForgedTar().pax("size=999999999999999").add('0', ETC + "/bomb", "", evil));
        all.put("none of the configured", new ForgedTar().add('0', "etc/cron.d/evil", "", evil));
        all.put("is no SQLite database", new ForgedTar().add('0', LIB + "/pulse.db", "", evil));
        all.put(
                "was not finished",
                new ForgedTar()
                        .add('0', LIB + "/pulse.db-journal", "", new byte[] {
                            (byte) 0xd9, (byte) 0xd5, 5, (byte) 0xf9, 0x20, (byte) 0xa1, 0x63, (byte) 0xd7
                        })
                        .add(
                                '0',
                                LIB + "/pulse.db",
                                "",
                                Files.readAllBytes(box.root().resolve(LIB + "/pulse.db"))));
        for (Map.Entry<String, ForgedTar> each : all.entrySet()) {
            Path tar = Files.write(
                    directory.resolve("hostile.tar"), each.getValue().end());
            Answer answer = run("--from-file", tar.toString(), "--yes");
            assertTrue(answer.status() != 0, each.getKey());
            assertTrue(answer.err().contains(each.getKey()), each.getKey() + ": " + answer.err());
            assertEquals(old, box.tree(), each.getKey());
            assertEquals("root", Files.readString(canary.resolve("passwd")), each.getKey());
            assertNothingIsLeft();
        }
    }
}
