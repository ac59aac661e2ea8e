package io.thingconnect.pulse.backupd.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** The writes of the application, one method each; the caller opens and commits the transaction around them. */
final class PulseTransactions implements AutoCloseable {
    /** The application keeps this absolute path in its rows, wherever a test has put the installation. */
    static final String VERSIONS = "/var/lib/thingconnect-pulse/versions";

    /** The name of the row that counts the raw inserts: the one thing in the database that is not the application's. */
    static final String COUNTER = "churn.rows";

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.0000000xxx").withZone(ZoneOffset.UTC);

    private final PreparedStatement raw;
    private final PreparedStatement count;
    private final PreparedStatement lastRtt;
    private final PreparedStatement setting;
    private final PreparedStatement openOutage;
    private final PreparedStatement closeOutage;
    private final PreparedStatement status;
    private final PreparedStatement quarter;
    private final PreparedStatement daily;
    private final PreparedStatement version;
    private final Path versions;

    /** @param versions where the configuration versions are kept on this machine */
    PulseTransactions(Connection connection, Path versions) throws SQLException {
        this.versions = versions;
        raw = connection.prepareStatement(
                "INSERT INTO check_result_raw (EndpointId, Ts, Status, RttMs, Error) VALUES (?,?,?,?,?)");
        count = connection.prepareStatement("UPDATE setting SET V = (SELECT seq FROM sqlite_sequence"
                + " WHERE name = 'check_result_raw') WHERE K = '" + COUNTER + "'");
        lastRtt = connection.prepareStatement("UPDATE endpoint SET LastRttMs = ? WHERE Id = ?");
        setting = connection.prepareStatement(
                "INSERT INTO setting (K, V) VALUES (?, ?) ON CONFLICT (K) DO UPDATE SET V = excluded.V");
        openOutage = connection.prepareStatement(
                "INSERT INTO outage (EndpointId, StartedTs, LastError, HasMonitoringGap) VALUES (?,?,?,0)");
        closeOutage = connection.prepareStatement("UPDATE outage SET EndedTs = ?, DurationSeconds = ? - StartedTs"
                + " WHERE EndpointId = ? AND EndedTs IS NULL");
        status = connection.prepareStatement("UPDATE endpoint SET LastStatus = ?, LastChangeTs = ? WHERE Id = ?");
        quarter = connection.prepareStatement(rollupInto("rollup_15m"));
        daily = connection.prepareStatement(rollupInto("rollup_daily"));
        version = connection.prepareStatement("INSERT INTO config_version VALUES (?,?,?,?,?,?)");
    }

    private static String rollupInto(String table) {
        return "INSERT INTO " + table + " VALUES (?,?,?,?,?) ON CONFLICT DO UPDATE SET UpPct = excluded.UpPct,"
                + " AvgRttMs = excluded.AvgRttMs, DownEvents = excluded.DownEvents";
    }

    /** Rows of {@code check_result_raw} alone; {@link #countRows} must follow in the same transaction. */
    void addResults(List<ProbeSimulation.Result> results) throws SQLException {
        for (ProbeSimulation.Result result : results) {
            raw.setString(1, result.endpoint().id());
            raw.setLong(2, result.ts());
            raw.setString(3, result.up() ? "up" : "down");
            if (result.up()) {
                raw.setDouble(4, result.rttMs());
            } else {
                raw.setNull(4, Types.DOUBLE);
            }
            raw.setString(5, result.error());
            raw.addBatch();
        }
        raw.executeBatch();
    }

    /** Makes the snapshot invariant true: the counter equals the sequence of {@code check_result_raw}. */
    void countRows() throws SQLException {
        count.executeUpdate();
    }

    /** What a probe's own transaction does: its rows, the endpoint's last round trip, the counter. */
    void saveProbes(List<ProbeSimulation.Result> results) throws SQLException {
        addResults(results);
        for (ProbeSimulation.Result result : results) {
            if (result.up()) {
                update(lastRtt, result.rttMs(), result.endpoint().id());
            }
        }
        countRows();
    }

    void transition(ProbeSimulation.Transition change) throws SQLException {
        String id = change.endpoint().id();
        if (change.down()) {
            update(openOutage, id, change.ts(), change.endpoint().error());
        } else {
            update(closeOutage, change.ts(), change.ts(), id);
        }
        update(status, change.down() ? 1 : 0, change.ts(), id);
    }

    /** Writes the 15-minute and the daily rows that are due at this virtual time. */
    void rollUp(ProbeSimulation simulation) throws SQLException {
        long now = simulation.now();
        if (now % 900 == 0) {
            addRollups(quarter, simulation.quarterRollups(), now - 900);
            set("last_rollup_15m", iso(now));
        }
        if (now % 86_400 == 0) {
            addRollups(daily, simulation.dailyRollups(), now - 86_400);
            set("last_rollup_daily", iso(now - 86_400).substring(0, 10));
        }
    }

    private static void addRollups(PreparedStatement into, List<ProbeSimulation.Rollup> rollups, long bucket)
            throws SQLException {
        for (ProbeSimulation.Rollup rollup : rollups) {
            update(into, rollup.endpoint().id(), bucket, rollup.upPct(), rollup.averageRttMs(), rollup.downEvents());
        }
    }

    /** Old history, made up: {@code count} buckets before {@code start} for every endpoint. */
    void addHistory(List<Endpoint> endpoints, Random random, long start, int quarters, int days) throws SQLException {
        for (int i = quarters; i > 0; i--) {
            addBuckets(quarter, endpoints, random, start - i * 900L);
        }
        for (int i = days; i > 0; i--) {
            addBuckets(daily, endpoints, random, start - i * 86_400L);
        }
    }

    private static void addBuckets(PreparedStatement into, List<Endpoint> endpoints, Random random, long bucket)
            throws SQLException {
        for (Endpoint endpoint : endpoints) {
            double up = random.nextDouble() < 0.97 ? 100.0 : Math.round(6e7 + random.nextDouble() * 4e7) / 1e6;
            double average = 1 + random.nextDouble() * 59;
            update(into, endpoint.id(), bucket, up, average, random.nextDouble() < 0.02 ? 1 : 0);
        }
    }

    /** As the application does it: the file first, then its row, inside the transaction that is open. */
    void applyConfig(String yaml, long ts, String actor, String note, String unique) throws SQLException, IOException {
        byte[] bytes = yaml.getBytes(StandardCharsets.UTF_8);
        String hash = sha256(bytes);
        String stamp = STAMP.format(Instant.ofEpochSecond(ts));
        String name = stamp + "_" + hash.substring(0, 8) + ".yaml";
        Files.write(versions.resolve(name), bytes);
        update(version, stamp.replace("_", "") + "-" + unique, ts, hash, VERSIONS + "/" + name, actor, note);
    }

    void set(String key, Object value) throws SQLException {
        update(setting, key, value.toString());
    }

    /** A time as the application spells it in its settings. */
    static String iso(long ts) {
        return ISO.format(Instant.ofEpochSecond(ts));
    }

    static void update(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        statement.executeUpdate();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement :
                List.of(raw, count, lastRtt, setting, openOutage, closeOutage, status, quarter, daily, version)) {
            statement.close();
        }
    }
}
