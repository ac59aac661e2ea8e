package io.thingconnect.pulse.backupd.restore.tables;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a table is like, as far as merging rows needs it.
 *
 * @param columns name to a text of all that is declared of it; generated ones are left out
 * @param key columns of the primary key in its order
 * @param uniques columns of each other unique index
 * @param references foreign keys
 * @param counted whether new rows get a number by themselves
 */
record TableShape(
        String name,
        Map<String, String> columns,
        List<String> key,
        List<List<String>> uniques,
        List<Reference> references,
        boolean counted) {

    /** @param to the column of the other table; null: its primary key */
    record Reference(int id, String from, String table, String to) {}

    /** @param schema {@code main} or the name of an attached database */
    static TableShape read(Statement statement, String schema, String table) throws SQLException {
        Map<String, String> columns = new LinkedHashMap<>();
        TreeMap<Integer, String> key = new TreeMap<>();
        boolean integer = false;
        try (ResultSet row = statement.executeQuery(pragma(schema, "table_xinfo", table))) {
            while (row.next()) {
                if (row.getInt("hidden") != 0) {
                    continue;
                }
                String column = row.getString("name");
                String type = row.getString("type");
                columns.put(
                        column,
                        type
                                + (row.getInt("notnull") != 0 ? " NOT NULL" : "")
                                + (row.getString("dflt_value") == null ? "" : " DEFAULT " + row.getString("dflt_value"))
                                + (row.getInt("pk") != 0 ? " KEY " + row.getInt("pk") : ""));
                if (row.getInt("pk") != 0) {
                    key.put(row.getInt("pk"), column);
                    integer = type.equalsIgnoreCase("INTEGER");
                }
            }
        }
        List<String> keys = List.copyOf(key.values());
        return new TableShape(
                table,
                columns,
                keys,
                uniques(statement, schema, table),
                references(statement, schema, table),
                integer && keys.size() == 1);
    }

    private static List<List<String>> uniques(Statement statement, String schema, String table) throws SQLException {
        List<String> indexes = new ArrayList<>();
        try (ResultSet row = statement.executeQuery(pragma(schema, "index_list", table))) {
            while (row.next()) {
                if (row.getInt("unique") != 0
                        && row.getInt("partial") == 0
                        && !row.getString("origin").equals("pk")) {
                    indexes.add(row.getString("name"));
                }
            }
        }
        indexes.sort(null);
        List<List<String>> uniques = new ArrayList<>();
        for (String index : indexes) {
            List<String> columns = new ArrayList<>();
            try (ResultSet row = statement.executeQuery(pragma(schema, "index_info", index))) {
                while (row.next()) {
                    // An expression has no name: two rows that collide there make the merge fail as a whole.
                    if (row.getString("name") != null) {
                        columns.add(row.getString("name"));
                    }
                }
            }
            uniques.add(columns);
        }
        return uniques;
    }

    private static List<Reference> references(Statement statement, String schema, String table) throws SQLException {
        List<Reference> references = new ArrayList<>();
        try (ResultSet row = statement.executeQuery(pragma(schema, "foreign_key_list", table))) {
            while (row.next()) {
                references.add(new Reference(
                        row.getInt("id"), row.getString("from"), row.getString("table"), row.getString("to")));
            }
        }
        references.sort(java.util.Comparator.comparing(Reference::id));
        return references;
    }

    private static String pragma(String schema, String pragma, String argument) {
        return "PRAGMA " + schema + "." + pragma + "(" + quoted(argument) + ")";
    }

    static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    String sql(String schema) {
        return schema + "." + quoted(name);
    }

    /** How the same table in the backup differs from this live one, a clause each; empty where merging rows is safe. */
    List<String> differences(TableShape backup) {
        List<String> found = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(columns.keySet());
        names.addAll(backup.columns.keySet());
        for (String column : names) {
            String here = columns.get(column);
            String there = backup.columns.get(column);
            if (here == null || there == null) {
                found.add(name + "." + column + " is only in the " + (here == null ? "backup" : "live database"));
            } else if (!here.equals(there)) {
                found.add(name + "." + column + " is " + here + " in the live database, " + there + " in the backup");
            }
        }
        if (!uniques.equals(backup.uniques)) {
            found.add(name + " has other unique indexes");
        }
        if (!references.equals(backup.references)) {
            found.add(name + " has other foreign keys");
        }
        return found;
    }
}
