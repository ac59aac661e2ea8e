package io.thingconnect.pulse.backupd.backup;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.source.files.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** A small tree with databases, and the ways in which it changes from backup to backup. Names are as bad as names can be. */
final class SmallBox {
    private static final List<String> NAMES = List.of(
            "plain",
            "-rf",
            "--help",
            "new\nline",
            "ends with newline\n",
            "tab\there",
            "quote'quote\"",
            "'; touch PWNED; '",
            "$(touch PWNED)",
            "`touch PWNED`",
            "back\\slash\\n",
            "*",
            "~",
            "# no comment",
            "@LABEL@",
            "PULSE\nEOF\n",
            "\u00fcml\u00e4ut-\u65e5\u672c-\u4e00\u4e01\u0101\u0102-\ud83d\ude00");

    final Path root;
    final Path pulse;
    final Path second;
    final Path odd;
    final Path late;
    private final Path etc;
    private final Path lib;
    private final Random random = new Random(4);
    private final boolean rooted = "root".equals(System.getProperty("user.name"));

    SmallBox(Path root) throws IOException, SQLException {
        this.root = root;
        etc = Files.createDirectories(root.resolve("etc/pulse"));
        lib = Files.createDirectories(root.resolve("var/lib/pulse"));
        pulse = lib.resolve("pulse.db");
        second = lib.resolve("second/second.db");
        odd = lib.resolve("-it's `odd` $(x)\n\\ \u4e00\u0101.db");
        late = lib.resolve("late.db");
        for (String name : NAMES) {
            write(etc.resolve(name));
            write(lib.resolve("same/" + name));
            write(lib.resolve("dir " + name + "/inside/" + name));
        }
        for (String name : List.of("becomes-dir", "mode", "owner", "first", "moved", "alone", "alone2")) {
            write(lib.resolve(name));
        }
        write(lib.resolve("becomes-link/deep/er/file"));
        write(lib.resolve("becomes-file/file"));
        Files.createSymbolicLink(lib.resolve("link"), Path.of("/etc/hostname"));
        Files.createSymbolicLink(lib.resolve("link-becomes-dir"), Path.of("same"));
        Files.createLink(lib.resolve("first-link"), lib.resolve("first"));
        Files.createLink(lib.resolve("first-link2"), lib.resolve("first"));
        Files.createDirectories(lib.resolve("empty/inner"));
        Files.createDirectories(second.getParent());
        for (Path db : List.of(pulse, second, odd)) {
            execute(
                    db,
                    "PRAGMA journal_mode=" + (db == odd ? "DELETE" : "WAL"),
                    "CREATE TABLE t(id INTEGER PRIMARY KEY, x)");
            execute(db, rows(120));
        }
        own(pulse, 4711, 815);
    }

    List<SourceTree> trees() {
        return List.of(new SourceTree(Component.CONFIGURATION, etc), new SourceTree(Component.STATE, lib));
    }

    List<Path> databases() {
        return Stream.of(pulse, second, odd, late).filter(Files::exists).toList();
    }

    /** The n-th change, 1 to 5; the fifth is none at all. */
    void change(int step) throws IOException, SQLException {
        switch (step) {
            case 1 -> growAndRename();
            case 2 -> shrinkAndChangeTypes();
            case 3 -> filesOnly();
            case 4 -> loseADatabase();
            case 5 -> {}
            default -> throw new IllegalArgumentException("no such step: " + step);
        }
    }

    private void growAndRename() throws IOException, SQLException {
        execute(pulse, "UPDATE t SET x=randomblob(300) WHERE id % 7 = 0", rows(200));
        execute(odd, "UPDATE t SET x='changed' WHERE id=3");
        for (String name : NAMES) {
            Files.move(etc.resolve(name), etc.resolve("renamed-" + name));
            write(etc.resolve("-new-" + name));
        }
        write(lib.resolve("plain-new"));
        Files.setAttribute(lib.resolve("mode"), "unix:mode", 0751);
        Files.setAttribute(lib.resolve("empty"), "unix:mode", 01700);
        own(lib.resolve("owner"), 4712, 816);
        write(lib.resolve("first"));
    }

    private void shrinkAndChangeTypes() throws IOException, SQLException {
        execute(pulse, "DELETE FROM t WHERE id > 60", "VACUUM");
        execute(odd, rows(100));
        for (String name : NAMES) {
            Path dir = lib.resolve("dir " + name);
            delete(dir);
            Files.createSymbolicLink(dir, Path.of(name.startsWith("-") ? "/nowhere/" + name : "same"));
        }
        replaceByLink(lib.resolve("becomes-link"), "/etc");
        delete(lib.resolve("becomes-file"));
        write(lib.resolve("becomes-file"));
        delete(lib.resolve("becomes-dir"));
        write(lib.resolve("becomes-dir/with/file"));
        delete(lib.resolve("link-becomes-dir"));
        write(lib.resolve("link-becomes-dir/plain"));
        delete(lib.resolve("link"));
        Files.createSymbolicLink(lib.resolve("link"), Path.of("elsewhere\n'quoted'"));
        delete(lib.resolve("first-link"));
        write(lib.resolve("first-link"));
        Files.createLink(lib.resolve("link-to-alone"), lib.resolve("alone"));
        Files.setAttribute(pulse, "unix:mode", 0660);
        own(pulse, 4713, 817);
    }

    private void filesOnly() throws IOException, SQLException {
        for (String name : NAMES) {
            write(lib.resolve("same/" + name));
        }
        delete(lib.resolve("link-to-alone"));
        Files.createLink(lib.resolve("link-to-alone"), lib.resolve("alone2"));
        execute(late, "PRAGMA page_size=512", "CREATE TABLE t(id INTEGER PRIMARY KEY, x)", rows(10));
    }

    private void loseADatabase() throws IOException, SQLException {
        execute(late, rows(5));
        execute(pulse, "UPDATE t SET x='four' WHERE id < 9");
        replaceByLink(second.getParent(), "/var/empty");
        delete(lib.resolve("becomes-link"));
        write(lib.resolve("becomes-link/again"));
        for (String name : NAMES) {
            delete(etc.resolve("renamed-" + name));
            delete(lib.resolve("dir " + name));
            write(lib.resolve("dir " + name + "/back"));
        }
    }

    private void replaceByLink(Path path, String target) throws IOException {
        delete(path);
        Files.createSymbolicLink(path, Path.of(target));
    }

    private void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        byte[] content = new byte[random.nextInt(3000)];
        random.nextBytes(content);
        Files.write(file, content);
        Files.setAttribute(file, "unix:mode", 0600 | random.nextInt(0100));
    }

    private void own(Path path, int uid, int gid) throws IOException {
        if (rooted) {
            Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static void execute(Path db, String... statements) throws SQLException, IOException {
        // The driver's URL knows no such names.
        Path plain = db.resolveSibling("plain-name.db");
        boolean exists = Files.exists(db);
        if (exists) {
            Files.move(db, plain);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + plain);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
        Files.move(plain, db, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String rows(int count) {
        return "INSERT INTO t(x) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<" + count
                + ") SELECT randomblob(400) FROM n";
    }

    static void delete(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> all = Files.walk(path)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        } else {
            Files.delete(path);
        }
    }
}
