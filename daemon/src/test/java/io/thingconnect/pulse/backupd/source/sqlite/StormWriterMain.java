package io.thingconnect.pulse.backupd.source.sqlite;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A vicious application. Until its input ends, it moves amounts between accounts, rolls back, checkpoints in every way,
 * vacuums and reopens, at random. What every committed state has in common is {@link #INVARIANT}.
 */
final class StormWriterMain {
    private static final int ACCOUNTS = 5000;

    /** 1 when the books balance: the total, the number of accounts, and a history without gaps. */
    static final String INVARIANT = "SELECT (SELECT sum(balance) = 500000 AND count(*) = 5000 FROM account)"
            + " AND (SELECT (SELECT n FROM control) = max(n) AND max(n) = count(*) FROM history)";

    private final String url;
    private final Mode mode;
    private final Random random;
    private final Map<String, Integer> counts = new TreeMap<>();
    private Connection connection;
    private Statement statement;

    /** How the application keeps its journal. */
    enum Mode {
        WAL,
        ROLLBACK,
        /** Changes between both. */
        MIXED
    }

    private StormWriterMain(String url, Mode mode, long seed) {
        this.url = url;
        this.mode = mode;
        this.random = new Random(seed);
    }

    /** Makes the database that the writers share. */
    static void create(Path db) throws SQLException {
        Databases.execute(
                db,
                "PRAGMA journal_mode=WAL",
                "CREATE TABLE account(id INTEGER PRIMARY KEY, balance INTEGER, pad TEXT)",
                "CREATE INDEX by_balance ON account(balance)",
                "CREATE TABLE event(id INTEGER PRIMARY KEY, x BLOB)",
                "CREATE TABLE control(n INTEGER)",
                "CREATE TABLE history(n INTEGER PRIMARY KEY)",
                "INSERT INTO control VALUES (1)",
                "INSERT INTO history VALUES (1)",
                "INSERT INTO account WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM s WHERE i<5000)"
                        + " SELECT i, 100, '' FROM s");
    }

    public static void main(String[] args) throws Exception {
        StormWriterMain writer = new StormWriterMain(args[0], Mode.valueOf(args[1]), Long.parseLong(args[2]));
        writer.reopen();
        System.out.println("ready");
        while (System.in.available() == 0 && writer.parentLives()) {
            writer.step();
        }
        writer.connection.close();
        System.out.println(writer.counts);
    }

    private boolean parentLives() {
        return ProcessHandle.current().parent().map(ProcessHandle::isAlive).orElse(false);
    }

    private void step() throws SQLException, IOException {
        double dice = random.nextDouble();
        String what = dice < .70
                ? "transfer"
                : dice < .80
                        ? "big"
                        : dice < .95 ? "checkpoint" : dice < .97 ? "delete" : dice < .98 ? "vacuum" : "reopen";
        try {
            carryOut(what);
        } catch (SQLException e) {
            what += "-refused";
            quietly("ROLLBACK");
            quietly("PRAGMA busy_timeout=20000");
        }
        counts.merge(what, 1, Integer::sum);
        if (random.nextInt(5) == 0) {
            Pause.brief();
        }
    }

    private void carryOut(String what) throws SQLException {
        switch (what) {
            case "transfer" -> transfer();
            case "big" -> big();
            case "checkpoint" -> checkpoint();
            case "delete" -> run("BEGIN IMMEDIATE", "DELETE FROM event WHERE id % 7 = " + random.nextInt(7), "COMMIT");
            case "vacuum" -> run("VACUUM");
            default -> reopen();
        }
    }

    private void transfer() throws SQLException {
        run("BEGIN IMMEDIATE");
        for (int i = random.nextInt(40); i >= 0; i--) {
            int amount = random.nextInt(101) - 50;
            run(
                    "UPDATE account SET balance = balance - " + amount + ", pad = '" + "p".repeat(random.nextInt(400))
                            + "' WHERE id = " + (1 + random.nextInt(ACCOUNTS)),
                    "UPDATE account SET balance = balance + " + amount + " WHERE id = "
                            + (1 + random.nextInt(ACCOUNTS)));
        }
        run(
                "INSERT INTO event(x) VALUES (randomblob(" + (10 + random.nextInt(9000)) + "))",
                "UPDATE control SET n = n + 1",
                "INSERT INTO history SELECT n FROM control",
                random.nextInt(10) > 0 ? "COMMIT" : "ROLLBACK");
    }

    /** More pages than the cache holds, so that uncommitted ones go into the WAL. */
    private void big() throws SQLException {
        run(
                "BEGIN IMMEDIATE",
                "UPDATE account SET pad = '" + "q".repeat(random.nextInt(500)) + "'",
                "UPDATE account SET balance = balance + 1 WHERE id <= 2000",
                "UPDATE account SET balance = balance - 1 WHERE id > 3000",
                random.nextInt(10) < 4 ? "COMMIT" : "ROLLBACK");
    }

    private void checkpoint() throws SQLException {
        if (mode != Mode.WAL && random.nextInt(4) == 0) {
            changeJournal();
            return;
        }
        String[] kinds = {"PASSIVE", "FULL", "RESTART", "TRUNCATE"};
        run(
                "PRAGMA busy_timeout=" + (random.nextBoolean() ? 0 : 100),
                "PRAGMA wal_checkpoint(" + kinds[random.nextInt(4)] + ")",
                "PRAGMA busy_timeout=20000");
    }

    private void changeJournal() throws SQLException {
        String[] journals = mode == Mode.MIXED
                ? new String[] {"WAL", "DELETE", "WAL"}
                : new String[] {"DELETE", "TRUNCATE", "PERSIST"};
        run(
                "PRAGMA busy_timeout=500",
                "PRAGMA journal_mode=" + journals[random.nextInt(3)],
                "PRAGMA busy_timeout=20000");
    }

    private void reopen() throws SQLException {
        if (connection != null) {
            connection.close();
            if (random.nextBoolean()) {
                Pause.brief();
            }
        }
        connection = DriverManager.getConnection(url);
        statement = connection.createStatement();
        int[] checkpoints = {0, 10, 100, 1000};
        int[] caches = {10, 50, -2000};
        run(
                "PRAGMA busy_timeout=20000",
                "PRAGMA journal_mode=" + (mode == Mode.ROLLBACK ? "DELETE" : "WAL"),
                "PRAGMA synchronous=OFF",
                "PRAGMA wal_autocheckpoint=" + checkpoints[random.nextInt(4)],
                "PRAGMA cache_size=" + caches[random.nextInt(3)]);
    }

    private void run(String... sql) throws SQLException {
        for (String one : sql) {
            if (statement.execute(one)) {
                statement.getResultSet().close();
            }
        }
    }

    private void quietly(String sql) {
        try {
            run(sql);
        } catch (SQLException e) {
            counts.merge("nothing to " + sql, 1, Integer::sum);
        }
    }
}
