package io.thingconnect.pulse.backupd.restore.tables;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The tables that are merged, found to be the same in both databases. Another version of the application's schema is no
 * hindrance as long as it left these tables as they were: columns, keys, unique indexes and foreign keys are compared.
 */
final class MergeSchema {
    static final String BACKUP = "backup";

    private final Tables group;
    private final Map<String, TableShape> shapes;
    private final Map<String, TableShape> all;
    private final List<String> notes;

    private MergeSchema(Tables group, Map<String, TableShape> shapes, Map<String, TableShape> all, List<String> notes) {
        this.group = group;
        this.shapes = shapes;
        this.all = all;
        this.notes = notes;
    }

    /**
     * @param statement of a connection to the live database, or a copy, with the backup's attached
     * @throws BackupException {@code NOT_SUPPORTED} naming the tables and columns that differ
     */
    static MergeSchema compare(Statement statement, Tables group) throws SQLException, BackupException {
        List<String> live = tables(statement, "main");
        List<String> backup = tables(statement, BACKUP);
        Map<String, TableShape> all = new LinkedHashMap<>();
        for (String table : live) {
            all.put(table, TableShape.read(statement, "main", table));
        }
        TreeSet<String> names = new TreeSet<>(live);
        names.addAll(backup);
        names.add(group.main());
        List<String> differences = new ArrayList<>();
        Map<String, TableShape> shapes = new LinkedHashMap<>();
        for (String table : names) {
            if (!group.holds(table)) {
                continue;
            }
            if (!live.contains(table) || !backup.contains(table)) {
                String where = live.contains(table) ? "backup" : backup.contains(table) ? "live database" : "";
                differences.add(where.isEmpty() ? table + " is in neither" : "the " + where + " has no table " + table);
                continue;
            }
            differences.addAll(all.get(table).differences(TableShape.read(statement, BACKUP, table)));
            shapes.put(table, all.get(table));
        }
        String here = SchemaVersion.of(statement, "main");
        String there = SchemaVersion.of(statement, BACKUP);
        if (!differences.isEmpty()) {
            throw differ(group, here, there, differences);
        }
        MergeSchema schema = new MergeSchema(group, shapes, all, new ArrayList<>());
        schema.requireMergeable(statement);
        if (!here.equals(there)) {
            schema.notes.add("the schema is " + shown(here) + " here and " + shown(there)
                    + " in the backup, but the tables" + " of the " + group.word() + " are the same");
        }
        return schema;
    }

    private static BackupException differ(Tables group, String here, String there, List<String> differences) {
        String versions = here.equals(there)
                ? "both say that their schema is " + shown(here)
                : "the schema is " + shown(here) + " here and " + shown(there) + " in the backup";
        return new BackupException(
                ErrorCode.NOT_SUPPORTED,
                group.word() + " cannot be merged: " + String.join("; ", differences) + " (" + versions + ")",
                "Restore the whole database with the application's version of that time: --only database");
    }

    private static String shown(String version) {
        return version.isEmpty() ? "(none)" : version;
    }

    /** Real ones only: what a view or a virtual table yields is code. */
    private static List<String> tables(Statement statement, String schema) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet row = statement.executeQuery("SELECT name FROM pragma_table_list WHERE schema = '" + schema
                + "' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name")) {
            while (row.next()) {
                tables.add(row.getString(1));
            }
        }
        return tables;
    }

    private void requireMergeable(Statement statement) throws SQLException, BackupException {
        List<String> reasons = new ArrayList<>();
        for (TableShape table : shapes.values()) {
            boolean entity = owner(table).isEmpty();
            if (table.key().isEmpty() || (entity && table.key().size() > 1)) {
                reasons.add(table.name() + " has no primary key of one column");
            }
        }
        try (ResultSet row = statement.executeQuery(
                "SELECT name, tbl_name FROM main.sqlite_schema WHERE type = 'trigger' ORDER BY name")) {
            while (row.next()) {
                if (shapes.containsKey(row.getString(2))) {
                    reasons.add("trigger " + row.getString(1) + " of " + row.getString(2) + " would act on the merge");
                }
            }
        }
        if (!reasons.isEmpty()) {
            throw new BackupException(
                    ErrorCode.NOT_SUPPORTED,
                    group.word() + " cannot be merged: " + String.join("; ", reasons),
                    "Restore the whole database: --only database");
        }
    }

    Tables group() {
        return group;
    }

    List<String> notes() {
        return notes;
    }

    /** Those that belong to nobody first, because the others refer to them. */
    List<TableShape> ordered() {
        List<TableShape> tables = new ArrayList<>();
        shapes.values().stream().filter(table -> owner(table).isEmpty()).forEach(tables::add);
        shapes.values().stream().filter(table -> owner(table).isPresent()).forEach(tables::add);
        return tables;
    }

    /** By which a row belongs to an account, or else to a role; empty for accounts, roles and settings themselves. */
    Optional<TableShape.Reference> owner(TableShape table) {
        List<TableShape.Reference> inside = table.references().stream()
                .filter(reference -> shapes.containsKey(reference.table()))
                .toList();
        Optional<TableShape.Reference> main = inside.stream()
                .filter(reference -> reference.table().equals(group.main()))
                .findFirst();
        return main.isPresent() ? main : inside.stream().findFirst();
    }

    TableShape shape(String table) {
        return shapes.get(table);
    }

    /** Foreign keys anywhere in the live database that lead to this table. */
    Map<TableShape, List<TableShape.Reference>> referring(TableShape table) {
        Map<TableShape, List<TableShape.Reference>> found = new LinkedHashMap<>();
        for (TableShape each : all.values()) {
            List<TableShape.Reference> references = each.references().stream()
                    .filter(reference -> reference.table().equals(table.name()))
                    .toList();
            if (!references.isEmpty()) {
                found.put(each, references);
            }
        }
        return found;
    }

    /** Tables in which a merge could leave a row without what it refers to: these, and whatever refers to them. */
    List<String> affected() {
        TreeSet<String> names = new TreeSet<>(shapes.keySet());
        shapes.values().forEach(table -> referring(table).keySet().forEach(other -> names.add(other.name())));
        return List.copyOf(names);
    }
}
