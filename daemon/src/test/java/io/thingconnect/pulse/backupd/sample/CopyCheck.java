package io.thingconnect.pulse.backupd.sample;

import java.io.IOException;
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

/**
 * Proves that a copy of a Pulse database is one consistent moment of it: sound pages, whole references, and the invariants
 * that every single transaction of the application keeps.
 */
final class CopyCheck {
    /**
     * @param facts what was looked at, in the order it is printed
     * @param findings what is wrong; empty for a good copy
     */
    record Outcome(Map<String, Object> facts, List<String> findings) {
        boolean good() {
            return findings.isEmpty();
        }
    }

    private final Statement statement;
    private final Map<String, Object> facts = new LinkedHashMap<>();
    private final List<String> findings = new ArrayList<>();

    private CopyCheck(Statement statement) {
        this.statement = statement;
    }

    /**
     * Leaves the copy as it is, unless it has a WAL with something in it: then it is opened as any program would, and its WAL
     * goes into the database.
     *
     * @param versions where the configuration versions of the same backup are, or null: not looked at
     */
    static Outcome of(Path database, Path versions) throws IOException {
        Path wal = Path.of(database + "-wal");
        boolean plain = !Files.exists(wal) || Files.size(wal) == 0;
        String query = plain ? "?immutable=1" : "";
        if (!Files.exists(database) || Files.size(database) == 0) {
            return new Outcome(Map.of("database", database.toString()), List.of("missing or empty"));
        }
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:sqlite:file:" + database.toUri().getRawPath() + query);
                Statement statement = connection.createStatement()) {
            CopyCheck check = new CopyCheck(statement);
            check.facts.put("database", database.toString());
            check.run(versions);
            return new Outcome(check.facts, check.findings);
        } catch (SQLException e) {
            return new Outcome(Map.of("database", database.toString()), List.of("unreadable: " + e.getMessage()));
        }
    }

    private void run(Path versions) throws SQLException {
        expect("integrity_check", "ok", text("PRAGMA integrity_check"));
        expectNone("foreign_key_check", "SELECT count(*) FROM pragma_foreign_key_check");
        facts.put("rows", text("SELECT count(*) FROM check_result_raw"));
        facts.put("schema", text("SELECT max(MigrationId) FROM \"__EFMigrationsHistory\""));
        String sequence = text("SELECT seq FROM sqlite_sequence WHERE name = 'check_result_raw'");
        facts.put("sequence", sequence);
        expect(
                PulseTransactions.COUNTER,
                sequence,
                text("SELECT V FROM setting WHERE K = '" + PulseTransactions.COUNTER + "'"));
        expectNone(
                "endpoints_with_two_open_outages",
                "SELECT count(*) FROM (SELECT 1 FROM outage WHERE EndedTs IS NULL GROUP BY EndpointId"
                        + " HAVING count(*) > 1)");
        expectNone(
                "status_without_outage",
                "SELECT count(*) FROM endpoint e WHERE Enabled AND (LastStatus = 1) <> EXISTS"
                        + " (SELECT 1 FROM outage o WHERE o.EndpointId = e.Id AND o.EndedTs IS NULL)");
        if (versions != null) {
            expect("missing_version_files", List.of(), missingVersions(versions));
        }
    }

    private List<String> missingVersions(Path versions) throws SQLException {
        List<String> missing = new ArrayList<>();
        try (ResultSet row = statement.executeQuery("SELECT FilePath FROM config_version")) {
            while (row.next()) {
                String name = row.getString(1).substring(row.getString(1).lastIndexOf('/') + 1);
                if (!Files.exists(versions.resolve(name))) {
                    missing.add(name);
                }
            }
        }
        return missing;
    }

    private void expectNone(String name, String query) throws SQLException {
        expect(name, "0", text(query));
    }

    private void expect(String name, Object wanted, Object found) {
        facts.put(name, found);
        if (!wanted.equals(found)) {
            findings.add(name + " is " + found + ", not " + wanted);
        }
    }

    private String text(String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            return row.next() ? String.valueOf(row.getString(1)) : "nothing";
        }
    }
}
