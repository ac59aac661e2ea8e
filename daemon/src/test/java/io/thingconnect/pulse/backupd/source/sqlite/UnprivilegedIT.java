package io.thingconnect.pulse.backupd.source.sqlite;

import static io.thingconnect.pulse.backupd.source.sqlite.Databases.assertIntact;
import static io.thingconnect.pulse.backupd.source.sqlite.Databases.execute;
import static io.thingconnect.pulse.backupd.source.sqlite.Databases.names;
import static io.thingconnect.pulse.backupd.source.sqlite.Databases.query;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The daemon as it is meant to run: a user of its own, who owns nothing of the application and may read everything by
 * CAP_DAC_READ_SEARCH alone.
 */
final class UnprivilegedIT {
    private static final int DAEMON = 64_321;
    private static final int APPLICATION = 64_322;

    private Path dir;
    private Path spool;
    private Path db;
    private Path copy;

    @BeforeEach
    void prepare() throws Exception {
        require("root".equals(System.getProperty("user.name")), "only root can start processes as other users");
        require(Files.isExecutable(Path.of("/usr/bin/setpriv")), "there is no /usr/bin/setpriv");
        dir = Files.createTempDirectory("pulse-unprivileged");
        open(dir, "rwxr-xr-x", 0);
        spool = open(Files.createDirectory(dir.resolve("spool")), "rwx------", DAEMON);
        copy = spool.resolve("copy.db");
        Path app = Files.createDirectory(dir.resolve("app"));
        db = app.resolve("pulse.db");
        execute(db, "PRAGMA journal_mode=WAL", "CREATE TABLE t(x)", "INSERT INTO t VALUES (randomblob(200000))");
        open(db, "rw-------", APPLICATION);
        open(app, "rwx------", APPLICATION);
    }

    private static void require(boolean met, String otherwise) {
        if (!met) {
            System.out.println("UnprivilegedIT skipped: " + otherwise);
        }
        assumeTrue(met, otherwise);
    }

    private static Path open(Path file, String mode, int owner) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        Files.setAttribute(file, "unix:uid", owner);
        Files.setAttribute(file, "unix:gid", owner);
        return file;
    }

    @AfterEach
    void remove() throws IOException {
        if (dir != null) {
            try (Stream<Path> files = Files.walk(dir)) {
                for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /**
     * With the secure bit that lets {@code access(2)} heed capabilities: SQLite asks it whether a WAL exists that it
     * could not open for writing.
     */
    private static List<String> as(int user, String capabilities) {
        List<String> command = new ArrayList<>(withoutSecureBit(user, capabilities));
        command.add("--securebits=+no_setuid_fixup");
        return command;
    }

    private static List<String> withoutSecureBit(int user, String capabilities) {
        return List.of(
                "/usr/bin/setpriv",
                "--reuid=" + user,
                "--regid=" + user,
                "--clear-groups",
                "--inh-caps=-all" + capabilities,
                "--ambient-caps=-all" + capabilities,
                "--bounding-set=-all" + capabilities);
    }

    /** The application as its own user; the capability is for root's class path. */
    private Application startApplication() throws IOException {
        Application app = Application.start(db, as(APPLICATION, ",+dac_read_search"));
        app.run("INSERT INTO t VALUES ('live')");
        return app;
    }

    private List<String> capture(List<String> user, String classPath) throws IOException {
        Process process =
                Application.java(user, classPath, CaptureMain.class, db.toString(), spool.toString(), copy.toString());
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            return out.lines().toList();
        } finally {
            process.onExit().join();
        }
    }

    private List<String> captureAsDaemon() throws IOException {
        return capture(as(DAEMON, ",+dac_read_search"), System.getProperty("java.class.path"));
    }

    @Test
    void aLiveDatabaseOfAnotherUser_isCaptured_andCannotBeWritten() throws Exception {
        try (Application app = startApplication()) {
            assertEquals(List.of("streamed", "", "[]"), captureAsDaemon());
            assertEquals(APPLICATION, Files.getAttribute(Side.WAL.of(db), "unix:uid"));
            assertEquals(APPLICATION, Files.getAttribute(Side.SHM.of(db), "unix:uid"));
            app.run("INSERT INTO t VALUES ('after')");
        }
        assertIntact(copy);
        assertEquals("1", query(copy, "SELECT count(*) FROM t WHERE x = 'live'"));
        assertEquals(DAEMON, Files.getAttribute(copy, "unix:uid"));
    }

    @Test
    void aStoppedDatabaseOfAnotherUser_isCaptured() throws Exception {
        assertEquals(List.of("copied", "", "[]"), captureAsDaemon());
        assertIntact(copy);
        assertEquals(List.of("pulse.db"), names(db.getParent()));
    }

    @Test
    void aKilledApplicationsDatabase_isCaptured() throws Exception {
        try (Application app = startApplication()) {
            app.kill();
        }
        assertEquals(List.of("streamed", "", "[]"), captureAsDaemon());
        assertEquals("1", query(copy, "SELECT count(*) FROM t WHERE x = 'live'"));
        assertEquals(List.of("pulse.db", "pulse.db-shm", "pulse.db-wal"), names(db.getParent()));
    }

    @Test
    void aRollbackJournalDatabaseOfAnotherUser_isCaptured() throws Exception {
        execute(db, "PRAGMA journal_mode=DELETE");
        assertEquals(List.of("staged", "", "[]"), captureAsDaemon());
        assertIntact(copy);
    }

    @Test
    void withoutTheSecureBit_itIsUnreadable_andTheHintSaysWhatToDo() throws Exception {
        try (Application app = startApplication()) {
            List<String> said =
                    capture(withoutSecureBit(DAEMON, ",+dac_read_search"), System.getProperty("java.class.path"));
            assertEquals("SOURCE_UNREADABLE", said.get(0));
            assertTrue(said.get(1).contains("SecureBits=no-setuid-fixup"), said.get(1));
            app.run("INSERT INTO t VALUES ('after')");
            // A directory that everybody may search needs no secure bit.
            Files.setPosixFilePermissions(db.getParent(), PosixFilePermissions.fromString("rwx--x--x"));
            assertEquals(
                    List.of("streamed", "", "[]"),
                    capture(withoutSecureBit(DAEMON, ",+dac_read_search"), System.getProperty("java.class.path")));
        }
    }

    @Test
    void withoutTheCapability_itIsUnreadable() throws Exception {
        String classPath = publicClassPath();
        assertUnreadable(capture(as(DAEMON, ""), classPath));
        Files.setPosixFilePermissions(db.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
        assertUnreadable(capture(as(DAEMON, ""), classPath));
    }

    /** The main file may be read, the others may not: no way to a committed state, and no guess at one. */
    @Test
    void withoutTheRightToTheSideFiles_itIsUnreadable() throws Exception {
        String classPath = publicClassPath();
        try (Application app = startApplication()) {
            Files.setPosixFilePermissions(db.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.setPosixFilePermissions(db, PosixFilePermissions.fromString("rw-r--r--"));
            assertUnreadable(capture(as(DAEMON, ""), classPath));
            app.run("INSERT INTO t VALUES ('after')");
        }
    }

    private static void assertUnreadable(List<String> said) {
        assertEquals("SOURCE_UNREADABLE", said.get(0));
        assertEquals("[]", said.get(2));
    }

    /** Copies what the class path holds to where everybody may read it. */
    private String publicClassPath() throws IOException {
        List<Path> copies = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path from = Path.of(entry);
            boolean needed = Files.isDirectory(from)
                    || Stream.of(
                                    "sqlite-jdbc",
                                    "slf4j-api",
                                    "commons-codec",
                                    "junit-jupiter-api",
                                    "opentest4j",
                                    "junit-platform-commons")
                            .anyMatch(from.getFileName().toString()::startsWith);
            if (needed && Files.exists(from)) {
                Path to = dir.resolve("classes-" + copies.size() + "-" + from.getFileName());
                copyTree(from, to);
                copies.add(to);
            }
        }
        return copies.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isSameFile(file, from)) {
                    copy = to;
                }
                Files.copy(file, copy);
                open(copy, Files.isDirectory(copy) ? "rwxr-xr-x" : "rw-r--r--", 0);
            }
        }
    }
}
