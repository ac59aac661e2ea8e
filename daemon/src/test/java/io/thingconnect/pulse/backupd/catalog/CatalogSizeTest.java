package io.thingconnect.pulse.backupd.catalog;

import static io.thingconnect.pulse.backupd.catalog.CatalogRecords.backup;
import static io.thingconnect.pulse.backupd.catalog.CatalogRecords.copy;
import static io.thingconnect.pulse.backupd.catalog.CatalogRecords.label;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand backups cost a list as many queries as one does, and no question scans a table. */
final class CatalogSizeTest {
    private static final int BACKUPS = 10_000;

    @TempDir
    Path dir;

    private final List<String> statements = new ArrayList<>();

    private Connection counting(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, args) -> {
                    if (method.getName().equals("prepareStatement")) {
                        statements.add((String) args[0]);
                    }
                    try {
                        return method.invoke(connection, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void tenThousandBackups_costNoMoreQueriesThanOne() throws Exception {
        Path file = dir.resolve("catalog.db");
        try (Connection connection = Schema.open(file)) {
            try (Statement unsafe = connection.createStatement()) {
                // Filling is not what is looked at.
                unsafe.execute("PRAGMA synchronous = OFF");
            }
            Catalog catalog = Catalog.over(file, counting(connection));
            for (int i = 0; i < BACKUPS; i++) {
                catalog.putBackup(backup(label(i), copy("local", CopyState.GOOD), copy("nas", CopyState.PENDING)));
            }
            statements.clear();
            List<BackupRecord> backups = catalog.backups();
            assertEquals(BACKUPS, backups.size());
            assertEquals(2, backups.get(BACKUPS - 1).copies().size());
            assertEquals(2, statements.size(), statements.toString());
            statements.clear();
            assertEquals(label(BACKUPS - 1), catalog.find("latest").label());
            assertEquals(3, statements.size(), statements.toString());
            statements.clear();
            assertEquals(label(77), catalog.find(label(77).toString()).label());
            assertEquals(3, statements.size(), statements.toString());
            catalog.newestLabel();
            catalog.lastRun("daily");
            catalog.verifications(label(3));
            catalog.lastProvenRestore();
            onlyWhatChangedIsReadAgain(catalog);
            for (String sql : List.copyOf(statements)) {
                assertSearched(connection, sql);
            }
        }
    }

    private void onlyWhatChangedIsReadAgain(Catalog catalog) throws Exception {
        List<BackupRecord> before = catalog.backups();
        catalog.putCopy(label(5), copy("nas", CopyState.GOOD));
        catalog.putBackup(backup(label(BACKUPS), copy("local", CopyState.GOOD)));
        catalog.putBackup(backup(label(-1), copy("local", CopyState.GOOD)));
        catalog.endRemoval(label(9), "local", CatalogRecords.NIGHT);
        statements.clear();
        List<BackupRecord> after = catalog.backups();
        assertEquals(List.of(), statements);
        assertEquals(BACKUPS + 2, after.size());
        assertEquals(label(BACKUPS), after.get(0).label());
        assertEquals(label(-1), after.get(BACKUPS + 1).label());
        assertEquals(catalog.backup(label(5)).orElseThrow(), after.get(BACKUPS - 5));
        assertEquals(catalog.backup(label(9)).orElseThrow(), after.get(BACKUPS - 9));
        assertSame(before.get(77), after.get(78));
        statements.clear();
    }

    private static void assertSearched(Connection connection, String sql) throws Exception {
        try (Statement statement = connection.createStatement();
                var plan = statement.executeQuery("EXPLAIN QUERY PLAN " + sql)) {
            while (plan.next()) {
                String step = plan.getString("detail");
                boolean firstOfIndex = sql.endsWith("LIMIT 1") && !step.contains("TEMP B-TREE");
                boolean fewCopies = step.endsWith("FOR LAST TERM OF ORDER BY");
                assertTrue(step.startsWith("SEARCH") || firstOfIndex || fewCopies, sql + " -> " + step);
            }
        }
    }
}
