package io.thingconnect.pulse.backupd.source.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** The {@code sqlite3} program of the system, as a person at a console uses it. */
final class StockSqlite {
    private StockSqlite() {}

    static void assumePresent() {
        boolean present;
        try {
            present = !run(List.of("sqlite3", "--version")).isEmpty();
        } catch (IOException e) {
            present = false;
        }
        Assumptions.assumeTrue(present, "sqlite3 is not installed");
    }

    static String execute(Path db, String sql) throws IOException {
        return run(List.of("sqlite3", db.toString(), sql));
    }

    /** Applies a delta by hand. An empty one changes nothing and is left alone. */
    static void apply(Path delta, Path db) throws IOException {
        if (Files.size(delta) == 0) {
            return;
        }
        Path wal = Files.copy(delta, Side.WAL.of(db), StandardCopyOption.REPLACE_EXISTING);
        assertEquals("0|0|0", execute(db, "PRAGMA wal_checkpoint(TRUNCATE)"));
        Files.deleteIfExists(wal);
        Files.deleteIfExists(Side.SHM.of(db));
    }

    static String sha256sum(Path file) throws IOException {
        return run(List.of("sha256sum", file.toString())).substring(0, 64);
    }

    private static String run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.onExit().join().exitValue(), said);
        return said.strip();
    }
}
