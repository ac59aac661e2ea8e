package io.thingconnect.pulse.backupd.sample;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The running application: one small transaction per probe (or per batch of probes), outages and rollups as they fall due, a
 * configuration applied every 5 s and old rows pruned every 20 s. Time in the rows is virtual: it goes on from the newest one.
 */
final class LiveWriter {
    /**
     * @param rate probes a second
     * @param batch probes a transaction
     * @param seconds how long at most
     * @param latencies where to write how long each transaction took, in microseconds, one a line; or null
     */
    record Pace(double rate, int batch, double seconds, Path latencies) {}

    private static final long PRUNE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long APPLY_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** Further behind than this, the writer gives up the lost time, as the application drops what its queue cannot hold. */
    private static final long MOST_LAG_NANOS = TimeUnit.SECONDS.toNanos(1);

    private interface Body {
        void run() throws SQLException, IOException;
    }

    private final SamplePulse pulse;
    private final Pace pace;
    private final BooleanSupplier stopped;
    private final Random random = new Random();
    private final Map<String, Object> totals = new LinkedHashMap<>();
    private final List<Endpoint> endpoints = new ArrayList<>();
    private final List<String> down = new ArrayList<>();
    private Statement statement;
    private PulseTransactions writes;
    private Writer latencies;
    private long commits;
    private long rows;
    private long busy;
    private long configs;

    /** @param stopped asked before each transaction; true ends the run as the service's stop does */
    LiveWriter(SamplePulse pulse, Pace pace, BooleanSupplier stopped) {
        this.pulse = pulse;
        this.pace = pace;
        this.stopped = stopped;
    }

    /**
     * Runs until its time is over or it is stopped.
     *
     * @param started called after the first commit
     * @return what it did, for printing
     */
    Map<String, Object> run(Runnable started) throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + pulse.database());
                Statement opened = connection.createStatement();
                Writer out = latencyFile()) {
            statement = opened;
            latencies = out;
            for (String pragma :
                    List.of("busy_timeout = 5000", "journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON")) {
                statement.execute("PRAGMA " + pragma);
            }
            readEndpoints();
            try (PulseTransactions opening = new PulseTransactions(connection, pulse.versions())) {
                writes = opening;
                long now = number("SELECT max(Ts) FROM check_result_raw");
                ProbeSimulation simulation = new ProbeSimulation(endpoints, down, random.nextLong(), now);
                transaction(() -> startSession(simulation.now()));
                started.run();
                probe(simulation);
                transaction(() -> endSession(simulation.now()));
            }
        }
        totals.put("commits", commits);
        totals.put("rows", rows);
        totals.put("busyErrors", busy);
        totals.put("configs", configs);
        return totals;
    }

    private Writer latencyFile() throws IOException {
        return pace.latencies == null
                ? Writer.nullWriter()
                : new BufferedWriter(Files.newBufferedWriter(pace.latencies));
    }

    private void readEndpoints() throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT * FROM endpoint ORDER BY rowid")) {
            while (row.next()) {
                endpoints.add(endpoint(row));
                if (row.getInt("LastStatus") == 1) {
                    down.add(row.getString("Id"));
                }
            }
        }
    }

    private static Endpoint endpoint(ResultSet row) throws SQLException {
        return new Endpoint(
                row.getString("Id"),
                row.getString("Name"),
                row.getString("GroupId"),
                row.getString("Type"),
                row.getString("Host"),
                (Integer) row.getObject("Port"),
                row.getString("HttpPath"),
                row.getString("HttpMatch"),
                row.getInt("IntervalSeconds"),
                row.getInt("TimeoutMs"),
                row.getInt("Retries"),
                Plant.baseRttMs(row.getString("Name")),
                (Integer) row.getObject("ExpectedRttMs"),
                row.getInt("Enabled") == 1,
                row.getString("Notes"));
    }

    private void probe(ProbeSimulation simulation) throws SQLException, IOException {
        long start = System.nanoTime();
        long end = start + (long) (pace.seconds * 1e9);
        long interval = (long) (1e9 * pace.batch / pace.rate);
        long due = start;
        long prune = start + PRUNE_NANOS;
        long apply = start + APPLY_NANOS;
        List<ProbeSimulation.Result> queue = new ArrayList<>();
        List<ProbeSimulation.Transition> transitions = new ArrayList<>();
        while (!stopped.getAsBoolean() && System.nanoTime() < end) {
            while (queue.size() < pace.batch) {
                step(simulation, queue, transitions);
            }
            List<ProbeSimulation.Result> batch = queue.subList(0, pace.batch);
            transaction(() -> writes.saveProbes(batch));
            rows += batch.size();
            batch.clear();
            long now = System.nanoTime();
            if (now >= prune) {
                prune = now + PRUNE_NANOS;
                transaction(() -> prune(simulation.now()));
            }
            if (now >= apply) {
                apply = now + APPLY_NANOS;
                transaction(() -> apply(simulation.now()));
            }
            due = Math.max(due + interval, System.nanoTime() - MOST_LAG_NANOS);
            await(due);
        }
    }

    private void step(
            ProbeSimulation simulation,
            List<ProbeSimulation.Result> queue,
            List<ProbeSimulation.Transition> transitions)
            throws SQLException, IOException {
        transitions.clear();
        simulation.step(queue, transitions);
        for (ProbeSimulation.Transition transition : transitions) {
            transaction(() -> writes.transition(transition));
        }
        if (simulation.now() % 900 == 0) {
            transaction(() -> writes.rollUp(simulation));
        }
        if (simulation.now() % 15 == 0) {
            transaction(() -> statement.executeUpdate(
                    "UPDATE monitoring_session SET LastActivityTs = " + simulation.now() + " WHERE EndedTs IS NULL"));
        }
    }

    private void await(long due) {
        while (!stopped.getAsBoolean()) {
            long wait = due - System.nanoTime();
            if (wait <= 0) {
                return;
            }
            LockSupport.parkNanos(Math.min(wait, 50_000_000));
        }
    }

    private void transaction(Body body) throws SQLException, IOException {
        long begin = System.nanoTime();
        boolean open = false;
        try {
            statement.execute("BEGIN IMMEDIATE");
            open = true;
            body.run();
            statement.execute("COMMIT");
            commits++;
        } catch (SQLiteException e) {
            // The application loses a write too when a lock is held for longer than its busy_timeout.
            if (e.getResultCode() != SQLiteErrorCode.SQLITE_BUSY) {
                throw e;
            }
            busy++;
            if (open) {
                statement.execute("ROLLBACK");
            }
        }
        latencies.write((System.nanoTime() - begin) / 1000 + "\n");
    }

    private void startSession(long now) throws SQLException {
        if (number("SELECT count(*) FROM monitoring_session WHERE EndedTs IS NULL") == 0) {
            statement.executeUpdate(
                    "INSERT INTO monitoring_session (StartedTs, Version) VALUES (" + now + ", '0.1.0.0')");
        }
    }

    private void endSession(long now) throws SQLException {
        statement.executeUpdate("UPDATE monitoring_session SET EndedTs = " + now
                + ", ShutdownReason = 'Service stopping' WHERE EndedTs IS NULL");
        statement.executeUpdate("UPDATE outage SET MonitoringStoppedTs = " + now
                + " WHERE EndedTs IS NULL AND MonitoringStoppedTs IS NULL");
    }

    private void prune(long now) throws SQLException {
        statement.executeUpdate("DELETE FROM check_result_raw WHERE Ts < " + now
                + " - 86400 * (SELECT CAST(V AS REAL) FROM setting WHERE K = 'prune.retentionDays')");
        writes.set("last_prune", PulseTransactions.iso(now));
    }

    private void apply(long now) throws SQLException, IOException {
        String unique = PulseDatabase.unique(random);
        String yaml = Plant.configYaml(endpoints, "edit " + unique);
        writes.applyConfig(yaml, now, "admin", "edit " + unique, unique);
        configs++;
    }

    private long number(String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
