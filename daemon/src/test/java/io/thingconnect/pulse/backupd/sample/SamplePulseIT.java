package io.thingconnect.pulse.backupd.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application as what it is to a backup: another process. */
final class SamplePulseIT {
    @TempDir
    Path root;

    private SamplePulse pulse;
    private Path latencies;
    private Process writer;
    private BufferedReader output;

    @BeforeEach
    void startWriting() throws Exception {
        pulse = SamplePulse.create(root);
        latencies = root.resolve("latencies");
        String[] arguments = {"write", root.toString(), "--rate", "500", "--latency-file", latencies.toString()};
        writer = new ProcessBuilder(SamplePulse.command(arguments))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        output = writer.inputReader();
        assertEquals("writing", output.readLine());
    }

    @AfterEach
    void stopWriting() throws Exception {
        writer.destroyForcibly().waitFor();
    }

    private long rows(Statement statement) throws Exception {
        try (ResultSet row = statement.executeQuery("SELECT max(Id) FROM check_result_raw")) {
            return row.getLong(1);
        }
    }

    private void awaitRows(int more) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + pulse.database());
                Statement statement = connection.createStatement()) {
            long wanted = rows(statement) + more;
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (rows(statement) < wanted) {
                assertTrue(writer.isAlive() && System.nanoTime() < deadline, "the writer does not write");
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void copyTakenMeanwhile_isOneMoment() throws Exception {
        for (int i = 0; i < 3; i++) {
            awaitRows(50);
            Path copy = root.resolve("copy-" + i + ".db");
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + pulse.database());
                    Statement statement = connection.createStatement()) {
                statement.execute("VACUUM INTO '" + copy + "'");
            }
            assertEquals(List.of(), SamplePulse.findings(copy, pulse.versions()));
        }
    }

    @Test
    void sigterm_endsTheSessionAndTheWal() throws Exception {
        awaitRows(100);
        // Through its handle: Process.destroy would close the output before it is read.
        assertTrue(writer.toHandle().destroy());
        String totals = output.readLine();
        assertEquals(0, writer.waitFor());
        assertNotNull(totals);
        assertTrue(totals.contains("\"busyErrors\":0"), totals);
        assertTrue(Files.notExists(Path.of(pulse.database() + "-wal")));
        assertEquals(List.of(), SamplePulse.findings(pulse.database(), pulse.versions()));
        long commits = Long.parseLong(totals.replaceAll(".*\"commits\":(\\d+).*", "$1"));
        List<String> lines = Files.readAllLines(latencies);
        assertEquals(commits, lines.size());
        assertTrue(lines.stream().allMatch(line -> Long.parseLong(line) > 0), "a commit took no time");
    }

    @Test
    void kill_leavesAWalThatHoldsWholeTransactions() throws Exception {
        awaitRows(100);
        writer.destroyForcibly().waitFor();
        assertTrue(Files.size(Path.of(pulse.database() + "-wal")) > 0);
        assertEquals(List.of(), SamplePulse.findings(pulse.database(), pulse.versions()));
    }
}
