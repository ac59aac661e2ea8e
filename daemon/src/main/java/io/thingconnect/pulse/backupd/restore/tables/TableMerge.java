package io.thingconnect.pulse.backupd.restore.tables;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Puts rows of a backup's database into a copy of the live one, in one transaction.
 *
 * <p>What the backup holds wins: each account, role or setting in it becomes as it was, an account with all its roles,
 * claims, logins and tokens. What only the live database holds stays. One that stands in the way, because it has the name
 * of one in the backup under another key, gives way: its own rows go with it, and whatever else refers to it refers to
 * the one in the backup from then on.
 */
public final class TableMerge {
    private static final int MOST_NAMES = 5;

    private final Statement statement;
    private final Set<Tables> groups;
    private final List<String> notes = new ArrayList<>();

    private TableMerge(Statement statement, Set<Tables> groups) {
        this.statement = statement;
        this.groups = new TreeSet<>(groups);
    }

    /**
     * Whether the tables fit, as far as the live database can be read without its WAL; nothing is changed.
     *
     * @throws BackupException {@code NOT_SUPPORTED} naming what differs
     */
    public static void requireSameTables(Path live, Path backup, Set<Tables> groups) throws BackupException {
        try (Connection connection = DriverManager.getConnection(SchemaVersion.url(live), SchemaVersion.readOnly());
                Statement statement = connection.createStatement()) {
            attach(statement, backup);
            for (Tables group : groups) {
                MergeSchema.compare(statement, group);
            }
        } catch (SQLException e) {
            throw failed(live, e);
        }
    }

    /**
     * @param copy of the live database, one file, nobody else's; afterwards one file again
     * @param backup read only
     * @return what came of it, a clause each
     */
    public static List<String> run(Path copy, Path backup, Set<Tables> groups) throws BackupException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy);
                Statement statement = connection.createStatement()) {
            // Rows change places between tables that refer to one another; what is left over is looked for at the end.
            statement.execute("PRAGMA foreign_keys=OFF");
            statement.execute("PRAGMA trusted_schema=OFF");
            attach(statement, backup);
            TableMerge merge = new TableMerge(statement, groups);
            statement.execute("BEGIN IMMEDIATE");
            merge.all();
            statement.execute("COMMIT");
            statement.execute("DETACH " + MergeSchema.BACKUP);
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            return merge.notes;
        } catch (SQLException e) {
            throw failed(copy, e);
        }
    }

    private static BackupException failed(Path database, SQLException e) {
        return new BackupException(
                ErrorCode.VERIFICATION_FAILED,
                "the tables could not be merged into the live database (" + database + "): " + e.getMessage(),
                "If the live database is damaged, restore it as a whole: --only database",
                e);
    }

    private static void attach(Statement statement, Path backup) throws SQLException {
        statement.execute("ATTACH '" + SchemaVersion.uri(backup).replace("'", "''") + "' AS " + MergeSchema.BACKUP);
    }

    private void all() throws SQLException, BackupException {
        for (Tables group : groups) {
            MergeSchema schema = MergeSchema.compare(statement, group);
            notes.addAll(schema.notes());
            Map<String, Integer> before = orphans(schema);
            merge(schema);
            requireNoNewOrphans(before, orphans(schema));
        }
    }

    private void merge(MergeSchema schema) throws SQLException {
        for (TableShape table : schema.ordered()) {
            if (schema.owner(table).isEmpty()) {
                makeWay(schema, table);
            }
        }
        for (TableShape table : schema.ordered()) {
            if (schema.owner(table).isEmpty()) {
                entities(schema, table);
            } else {
                owned(schema, table, schema.owner(table).get());
            }
        }
    }

    /** Foreign keys without what they refer to, by table and key, with how often. */
    private Map<String, Integer> orphans(MergeSchema schema) throws SQLException {
        Map<String, Integer> found = new TreeMap<>();
        for (String table : schema.affected()) {
            try (ResultSet row =
                    statement.executeQuery("PRAGMA main.foreign_key_check(" + TableShape.quoted(table) + ")")) {
                while (row.next()) {
                    found.merge(row.getString(1) + " to " + row.getString(3), 1, Integer::sum);
                }
            }
        }
        return found;
    }

    private void requireNoNewOrphans(Map<String, Integer> before, Map<String, Integer> after) throws BackupException {
        for (Map.Entry<String, Integer> each : after.entrySet()) {
            if (each.getValue() > before.getOrDefault(each.getKey(), 0)) {
                throw new BackupException(
                        ErrorCode.VERIFICATION_FAILED,
                        "after the merge rows of " + each.getKey() + " would refer to nothing",
                        "Restore the whole database: --only database");
            }
        }
        if (!before.isEmpty()) {
            notes.add("rows that referred to nothing before are left as they were: "
                    + String.join(", ", before.keySet()));
        }
    }

    /** Live rows that have the name of one in the backup, but a key that the backup does not know. */
    private void makeWay(MergeSchema schema, TableShape table) throws SQLException {
        String key = TableShape.quoted(table.key().get(0));
        execute("CREATE TEMP TABLE displaced(old PRIMARY KEY, new)");
        for (List<String> unique : table.uniques()) {
            if (!unique.isEmpty()) {
                execute("INSERT OR IGNORE INTO displaced SELECT l." + key + ", b." + key + " FROM " + table.sql("main")
                        + " l JOIN " + table.sql(MergeSchema.BACKUP) + " b ON " + equal("l", "b", unique) + " WHERE l."
                        + key + " NOT IN (SELECT " + key + " FROM " + table.sql(MergeSchema.BACKUP) + ")");
            }
        }
        for (var each : schema.referring(table).entrySet()) {
            for (TableShape.Reference reference : each.getValue()) {
                follow(schema, each.getKey(), reference);
            }
        }
        int gone = execute("DELETE FROM " + table.sql("main") + " WHERE " + key + " IN (SELECT old FROM displaced)");
        execute("DROP TABLE displaced");
        if (gone > 0) {
            notes.add(gone + " of " + table.name() + " gave way to one of the same name in the backup");
        }
    }

    private void follow(MergeSchema schema, TableShape other, TableShape.Reference reference) throws SQLException {
        String column = TableShape.quoted(reference.from());
        String displaced = " WHERE " + column + " IN (SELECT old FROM displaced)";
        boolean own = schema.shape(other.name()) != null
                && schema.owner(other).filter(reference::equals).isPresent();
        if (!own) {
            execute("UPDATE OR IGNORE " + other.sql("main") + " SET " + column
                    + " = (SELECT new FROM displaced WHERE old = " + column + ")" + displaced);
        }
        if (schema.shape(other.name()) != null) {
            // Its own rows; or one that says the same of the other already.
            execute("DELETE FROM " + other.sql("main") + displaced);
        }
    }

    private void entities(MergeSchema schema, TableShape table) throws SQLException {
        String key = TableShape.quoted(table.key().get(0));
        String wanted = " WHERE " + key + " NOT IN (" + literals(schema.group().left()) + ")";
        String keys = "SELECT " + key + " FROM " + table.sql(MergeSchema.BACKUP) + wanted;
        execute("DELETE FROM " + table.sql("main") + " WHERE " + key + " IN (" + keys + ")");
        String columns = columns(table);
        int rows = execute("INSERT INTO " + table.sql("main") + "(" + columns + ") SELECT " + columns + " FROM "
                + table.sql(MergeSchema.BACKUP) + wanted);
        if (table.name().equals(schema.group().main())) {
            String name = table.columns().containsKey("UserName") ? "\"UserName\"" : key;
            List<String> only = names("SELECT " + name + " FROM " + table.sql("main") + " WHERE " + key
                    + " NOT IN (SELECT " + key + " FROM " + table.sql(MergeSchema.BACKUP) + ") ORDER BY 1");
            notes.add(schema.group().word() + ": " + rows + " as in the backup"
                    + (only.isEmpty()
                            ? ""
                            : ", " + only.size() + " that the backup does not hold stay: " + some(only)));
        }
    }

    private void owned(MergeSchema schema, TableShape table, TableShape.Reference owner) throws SQLException {
        TableShape owners = schema.shape(owner.table());
        String backup = table.sql(MergeSchema.BACKUP);
        execute("DELETE FROM " + table.sql("main") + " WHERE " + TableShape.quoted(owner.from()) + " IN (SELECT "
                + TableShape.quoted(owner.to() == null ? owners.key().get(0) : owner.to()) + " FROM "
                + owners.sql(MergeSchema.BACKUP) + ")");
        for (List<String> unique : table.uniques()) {
            if (!unique.isEmpty()) {
                deleteEqual(table, unique);
            }
        }
        String columns = columns(table);
        if (!table.counted()) {
            deleteEqual(table, table.key());
            execute("INSERT INTO " + table.sql("main") + "(" + columns + ") SELECT " + columns + " FROM " + backup);
            return;
        }
        // A number says nothing: a row of somebody who stays keeps his, and the one of the backup gets a new one.
        String key = TableShape.quoted(table.key().get(0));
        execute("CREATE TEMP TABLE taken AS SELECT " + key + " AS id FROM " + table.sql("main"));
        execute("INSERT INTO " + table.sql("main") + "(" + columns + ") SELECT " + columns + " FROM " + backup
                + " WHERE " + key + " NOT IN (SELECT id FROM taken)");
        Map<String, String> rest = new TreeMap<>(table.columns());
        rest.remove(table.key().get(0));
        String others =
                String.join(", ", rest.keySet().stream().map(TableShape::quoted).toList());
        execute("INSERT INTO " + table.sql("main") + "(" + others + ") SELECT " + others + " FROM " + backup + " WHERE "
                + key + " IN (SELECT id FROM taken)");
        execute("DROP TABLE taken");
    }

    private void deleteEqual(TableShape table, List<String> columns) throws SQLException {
        execute("DELETE FROM " + table.sql("main") + " AS l WHERE EXISTS (SELECT 1 FROM "
                + table.sql(MergeSchema.BACKUP) + " b WHERE " + equal("l", "b", columns) + ")");
    }

    private static String equal(String one, String other, List<String> columns) {
        return String.join(
                " AND ",
                columns.stream()
                        .map(TableShape::quoted)
                        .map(column -> one + "." + column + " = " + other + "." + column)
                        .toList());
    }

    private static String columns(TableShape table) {
        return String.join(
                ", ", table.columns().keySet().stream().map(TableShape::quoted).toList());
    }

    /** Of constants of ours. */
    private static String literals(Set<String> values) {
        return String.join(
                ", ", values.stream().sorted().map(value -> "'" + value + "'").toList());
    }

    private List<String> names(String sql) throws SQLException {
        List<String> names = new ArrayList<>();
        try (ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                names.add(String.valueOf(row.getString(1)));
            }
        }
        return names;
    }

    private static String some(List<String> names) {
        String text = String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size())));
        return names.size() > MOST_NAMES ? text + " …" : text;
    }

    private int execute(String sql) throws SQLException {
        return statement.executeUpdate(sql);
    }
}
