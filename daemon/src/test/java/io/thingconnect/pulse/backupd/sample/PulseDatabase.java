package io.thingconnect.pulse.backupd.sample;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Makes a {@code pulse.db} with weeks of history. The same seed and size give the same rows. */
final class PulseDatabase {
    /** 2025-10-01T00:00Z, when the raw rows begin. */
    static final long START = 1_759_276_800L;

    /**
     * A large plant for a large database: with a thousand ids in turn, gzip finds few repetitions within its window, as in a
     * real database of that size.
     */
    private static final int LARGE_PLANT = 1000;

    private static final int SMALL_PLANT = 40;
    private static final long LARGE_BYTES = 8L << 20;
    private static final int ROWS_A_TRANSACTION = 5000;
    /** The smallest installation has been running for some minutes. */
    private static final int FEWEST_ROWS = 500;

    private static final List<String> CONFIG_NOTES =
            List.of("Initial sample configuration", "Add lab", "Tune intervals", "New MES node", "Press shop");

    private final Random random;
    private final long seed;
    private final List<Endpoint> endpoints;

    private final long minBytes;

    /** @param minBytes the database grows until it has at least this size */
    PulseDatabase(long seed, long minBytes) {
        this.seed = seed;
        this.minBytes = minBytes;
        this.random = new Random(seed);
        this.endpoints = Plant.endpoints(seed, minBytes < LARGE_BYTES ? SMALL_PLANT : LARGE_PLANT);
    }

    List<Endpoint> endpoints() {
        return endpoints;
    }

    /**
     * Creates the file; it must not exist.
     *
     * @param versions an existing directory, for the configuration versions
     */
    void create(Path file, Path versions) throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String pragma : List.of("journal_mode = OFF", "synchronous = OFF", "cache_size = -200000")) {
                statement.execute("PRAGMA " + pragma);
            }
            statement.execute("BEGIN");
            for (String line : schema()) {
                statement.execute(line);
            }
            try (PulseTransactions writes = new PulseTransactions(connection, versions)) {
                addMasterData(connection, writes);
                long quarters = minBytes * 8 / 100 / 190 / endpoints.size();
                long days = minBytes * 2 / 100 / 150 / endpoints.size();
                writes.addHistory(
                        endpoints, random, START, (int) Math.min(35_040, quarters), (int) Math.min(730, days));
                addProbes(statement, writes);
            }
            statement.execute("COMMIT");
            statement.execute("PRAGMA journal_mode = WAL");
        }
    }

    private static List<String> schema() throws IOException {
        try (InputStream in = PulseDatabase.class.getResourceAsStream("pulse-schema.sql")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.startsWith("--")).toList();
        }
    }

    private void addMasterData(Connection connection, PulseTransactions writes) throws SQLException, IOException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO \"group\" VALUES (?,?,?,?,?)")) {
            for (Plant.Group group : Plant.GROUPS) {
                PulseTransactions.update(
                        insert, group.id(), group.name(), group.parent(), group.color(), group.order());
            }
        }
        addEndpoints(connection);
        addUsers(connection);
        addSessions(connection);
        for (int i = 0; i < CONFIG_NOTES.size(); i++) {
            List<Endpoint> then = endpoints.subList(0, endpoints.size() - CONFIG_NOTES.size() + 1 + i);
            String yaml = Plant.configYaml(then, CONFIG_NOTES.get(i));
            long ts = START - (CONFIG_NOTES.size() - i) * 864_000L;
            writes.applyConfig(yaml, ts, i == 0 ? "system" : "admin", CONFIG_NOTES.get(i), unique(random));
        }
    }

    static String unique(Random random) {
        return String.format(Locale.ROOT, "%08x", random.nextInt());
    }

    private void addEndpoints(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO endpoint (Id, Name, GroupId, Type,"
                + " Host, Port, HttpPath, HttpMatch, IntervalSeconds, TimeoutMs, Retries, ExpectedRttMs, Enabled,"
                + " Notes, LastRttMs, LastStatus, LastChangeTs) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,0," + START
                + ")")) {
            for (Endpoint endpoint : endpoints) {
                PulseTransactions.update(
                        insert,
                        endpoint.id(),
                        endpoint.name(),
                        endpoint.group(),
                        endpoint.type(),
                        endpoint.host(),
                        endpoint.port(),
                        endpoint.httpPath(),
                        endpoint.httpMatch(),
                        endpoint.intervalSeconds(),
                        endpoint.timeoutMs(),
                        endpoint.retries(),
                        endpoint.expectedRttMs(),
                        endpoint.enabled() ? 1 : 0,
                        endpoint.notes(),
                        endpoint.baseRttMs());
            }
        }
    }

    private void addUsers(Connection connection) throws SQLException {
        String created = "2025-09-30 08:00:00+00:00";
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO AspNetUsers (Id, Role, CreatedAt,"
                + " UpdatedAt, UserName, NormalizedUserName, Email, NormalizedEmail, EmailConfirmed, PasswordHash,"
                + " SecurityStamp, ConcurrencyStamp, PhoneNumberConfirmed, TwoFactorEnabled, LockoutEnabled,"
                + " AccessFailedCount) VALUES (?,?,?,?,?,?,?,?,0,?,?,?,0,0,1,0)")) {
            for (String name : List.of("admin", "maint", "shift-lead")) {
                String mail = name + "@plant.example";
                PulseTransactions.update(
                        insert,
                        Plant.guid(random),
                        name.equals("admin") ? "Administrator" : "User",
                        created,
                        created,
                        name,
                        name.toUpperCase(Locale.ROOT),
                        mail,
                        mail.toUpperCase(Locale.ROOT),
                        passwordHash(),
                        unique(random),
                        Plant.guid(random));
            }
        }
    }

    /** The shape of an ASP.NET Identity v3 hash; nobody can log in with it. */
    private String passwordHash() {
        byte[] hash = new byte[61];
        random.nextBytes(hash);
        byte[] header = {1, 0, 0, 0, 2, 0, 1, (byte) 0x86, (byte) 0xA0, 0, 0, 0, 16};
        System.arraycopy(header, 0, hash, 0, header.length);
        return Base64.getEncoder().encodeToString(hash);
    }

    private static void addSessions(Connection connection) throws SQLException {
        try (PreparedStatement ended = connection.prepareStatement("INSERT INTO monitoring_session"
                        + " (StartedTs, EndedTs, ShutdownReason, Version) VALUES (?,?,'Service stopping','0.1.0.0')");
                PreparedStatement fetch = connection.prepareStatement("INSERT INTO notification_fetch (FetchTs,"
                        + " RemoteVersion, RemoteLastUpdated, NotificationCount, Success)"
                        + " VALUES (?,'1.0','2025-09-18T00:00:00Z',2,1)");
                Statement statement = connection.createStatement()) {
            for (int day = 30; day > 0; day--) {
                PulseTransactions.update(ended, START - day * 86_400L, START - day * 86_400L + 86_390);
                PulseTransactions.update(fetch, START - day * 86_400L);
            }
            statement.execute("INSERT INTO monitoring_session (StartedTs, Version) VALUES (" + START + ",'0.1.0.0')");
            statement.execute("INSERT INTO notification (Id, Type, Priority, Title, Message, ValidFromTs,"
                    + " ValidUntilTs, ShowOnce, IsRead, IsShown, CreatedTs) VALUES ('welcome','info','low','Welcome',"
                    + "'Pulse is ready.'," + START + "," + (START + 100_000_000) + ",1,0,1," + START + ")");
        }
    }

    private void addProbes(Statement statement, PulseTransactions writes) throws SQLException {
        ProbeSimulation simulation = new ProbeSimulation(endpoints, List.of(), seed, START);
        List<ProbeSimulation.Result> results = new ArrayList<>();
        List<ProbeSimulation.Transition> transitions = new ArrayList<>();
        int rows = minBytes > 0 ? ROWS_A_TRANSACTION : FEWEST_ROWS;
        do {
            results.clear();
            while (results.size() < rows) {
                transitions.clear();
                simulation.step(results, transitions);
                for (ProbeSimulation.Transition transition : transitions) {
                    writes.transition(transition);
                }
                writes.rollUp(simulation);
            }
            writes.addResults(results);
            statement.execute("COMMIT");
            statement.execute("BEGIN");
        } while (size(statement) < minBytes);
        addSettings(writes, simulation.now());
    }

    private static long size(Statement statement) throws SQLException {
        try (ResultSet row =
                statement.executeQuery("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void addSettings(PulseTransactions writes, long now) throws SQLException {
        writes.set("last_rollup_15m", PulseTransactions.iso(now - now % 900));
        writes.set("last_rollup_daily", PulseTransactions.iso(now - 86_400).substring(0, 10));
        writes.set("last_prune", PulseTransactions.iso(START));
        writes.set("version", "0.1.0");
        writes.set("telemetry_error_diagnostics", false);
        writes.set("telemetry_usage_analytics", false);
        writes.set("telemetry_consent_timestamp", PulseTransactions.iso(START));
        // The whole history: each prune then removes about as many rows as were written since the last one.
        writes.set("prune.retentionDays", (now - START) / 86_400.0);
        writes.set(PulseTransactions.COUNTER, 0);
        writes.countRows();
    }
}
