package io.thingconnect.pulse.backupd.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SamplePulseTest {
    @TempDir
    Path root;

    private static void execute(Path database, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String text(Path database, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void create_makesAConsistentWalDatabase() throws Exception {
        SamplePulse pulse = SamplePulse.create(root);
        assertEquals(List.of(), SamplePulse.findings(pulse.database(), pulse.versions()));
        assertEquals("wal", text(pulse.database(), "PRAGMA journal_mode"));
        assertEquals("4096", text(pulse.database(), "PRAGMA page_size"));
        assertEquals("20", text(pulse.database(), "SELECT count(*) FROM sqlite_schema WHERE type = 'table'"));
    }

    @Test
    void create_growsToTheWantedSize() throws Exception {
        SamplePulse pulse = SamplePulse.create(root, 3, 1);
        long size = Files.size(pulse.database());
        assertTrue(size >= 3 << 20 && size < 5 << 20, "size is " + size);
    }

    @Test
    void create_givesTheSameDatabaseForTheSameSeed() throws Exception {
        String all = "SELECT group_concat(EndpointId || Ts || ifnull(RttMs, Error)) FROM check_result_raw";
        String one = text(SamplePulse.create(root.resolve("one"), 0, 7).database(), all);
        assertEquals(one, text(SamplePulse.create(root.resolve("same"), 0, 7).database(), all));
        assertFalse(
                one.equals(text(SamplePulse.create(root.resolve("other"), 0, 8).database(), all)));
    }

    @Test
    void create_makesTheFilesThatSurpriseABackup() throws Exception {
        SamplePulse pulse = SamplePulse.create(root);
        Path key = pulse.etc().resolve("certs/pulse.key");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
        assertEquals(Path.of("config.yaml"), Files.readSymbolicLink(pulse.etc().resolve("pulse.yaml")));
        assertTrue(Files.exists(pulse.etc().resolve("scripts/two\nlines.sh")));
        assertTrue(Files.exists(pulse.etc().resolve("scripts/prüfstand-süd.py")));
        Path dangling = pulse.etc().resolve("scripts/retired.sh");
        assertTrue(Files.exists(dangling, LinkOption.NOFOLLOW_LINKS) && !Files.exists(dangling));
        Path script = pulse.etc().resolve("scripts/lib/common.sh");
        assertEquals(2, Files.getAttribute(script, "unix:nlink"));
        try (Stream<Path> empty = Files.list(pulse.etc().resolve("conf.d"))) {
            assertEquals(0, empty.count());
        }
    }

    @Test
    void write_keepsTheInvariants() throws Exception {
        SamplePulse pulse = SamplePulse.create(root);
        long before = Long.parseLong(text(pulse.database(), "SELECT count(*) FROM check_result_raw"));
        AtomicInteger asked = new AtomicInteger();
        pulse.write(100_000, 60, () -> asked.incrementAndGet() > 2000);
        long after = Long.parseLong(text(pulse.database(), "SELECT count(*) FROM check_result_raw"));
        assertTrue(after > before + 900, before + " rows became " + after);
        assertEquals(List.of(), SamplePulse.findings(pulse.database(), pulse.versions()));
    }

    @Test
    void findings_nameARowThatItsTransactionDoesNotExplain() throws Exception {
        SamplePulse pulse = SamplePulse.create(root);
        execute(
                pulse.database(),
                "INSERT INTO check_result_raw (EndpointId, Ts, Status)"
                        + " SELECT EndpointId, Ts + 1, Status FROM check_result_raw LIMIT 1");
        assertEquals(1, findings(pulse).size());
        assertTrue(
                findings(pulse).get(0).startsWith("churn.rows is "),
                findings(pulse).toString());
    }

    @Test
    void findings_nameADanglingReference() throws Exception {
        SamplePulse pulse = SamplePulse.create(root);
        execute(pulse.database(), "UPDATE rollup_15m SET EndpointId = 'nobody'", "UPDATE setting SET K = K");
        execute(pulse.database(), "DELETE FROM \"group\" WHERE Id = 'press-shop'");
        assertTrue(
                findings(pulse).toString().contains("foreign_key_check is "),
                findings(pulse).toString());
    }

    @Test
    void findings_nameAMissingVersionFile() throws Exception {
        SamplePulse pulse = SamplePulse.create(root);
        try (Stream<Path> files = Files.list(pulse.versions())) {
            Files.delete(files.findFirst().orElseThrow());
        }
        assertEquals(1, findings(pulse).size());
        assertTrue(
                findings(pulse).get(0).startsWith("missing_version_files is ["),
                findings(pulse).toString());
    }

    @Test
    void findings_nameATornPage() throws Exception {
        SamplePulse pulse = SamplePulse.create(root);
        try (RandomAccessFile file = new RandomAccessFile(pulse.database().toFile(), "rw")) {
            file.seek(file.length() / 4096 / 2 * 4096);
            file.write(new byte[4096]);
        }
        assertFalse(findings(pulse).isEmpty());
    }

    @Test
    void findings_nameAnEmptyDatabase() throws Exception {
        Path empty = Files.createFile(root.resolve("empty.db"));
        assertEquals(List.of("missing or empty"), SamplePulse.findings(empty, null));
        assertEquals(List.of("missing or empty"), SamplePulse.findings(root.resolve("none.db"), null));
    }

    @Test
    void run_checkPrintsJsonAndTellsTheVerdictByItsStatus() throws Exception {
        SamplePulse pulse = SamplePulse.create(root);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String[] check = {
            "check", pulse.database().toString(), "--versions", pulse.versions().toString()
        };
        assertEquals(0, run(check, out));
        assertTrue(
                out.toString(StandardCharsets.UTF_8).startsWith("{\"ok\":true,"), out.toString(StandardCharsets.UTF_8));
        execute(pulse.database(), "UPDATE setting SET V = '1' WHERE K = 'churn.rows'");
        assertEquals(1, run(check, out));
    }

    @Test
    void run_refusesWhatItDoesNotUnderstand() throws Exception {
        assertEquals(2, run(new String[] {"destroy", root.toString()}, new ByteArrayOutputStream()));
        assertEquals(2, run(new String[] {"create"}, new ByteArrayOutputStream()));
    }

    private static int run(String[] arguments, ByteArrayOutputStream out) throws IOException, SQLException {
        try (PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8)) {
            return SamplePulse.run(arguments, print, print);
        }
    }

    private static List<String> findings(SamplePulse pulse) throws IOException {
        return SamplePulse.findings(pulse.database(), pulse.versions());
    }
}
