package io.thingconnect.pulse.backupd.catalog;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.encryption.Seal;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Table {@code seal}: what opens a backup. Every copy is sealed alike, for copies are made byte for byte. */
final class Seals {
    private final Store store;

    Seals(Store store) {
        this.store = store;
    }

    void put(Label label, Seal seal) throws BackupException {
        store.together(s -> put(s, label, seal));
    }

    /** Within {@link Store#together} only. */
    static int put(Store s, Label label, Seal seal) throws SQLException {
        return s.update(
                "INSERT INTO seal VALUES (?, ?, ?, ?) ON CONFLICT (label) DO UPDATE SET way = excluded.way,"
                        + " key_ids = excluded.key_ids, head = excluded.head",
                label.toString(),
                seal.way().word(),
                SqlValues.text(seal.keyIds()),
                seal.head());
    }

    Optional<Seal> of(Label label) throws BackupException {
        return store.together(s -> s.first(Seals::seal, "SELECT * FROM seal WHERE label = ?", label.toString()));
    }

    Map<String, Seal> all() throws BackupException {
        return store.together(s -> {
            Map<String, Seal> all = new HashMap<>();
            s.list(row -> all.put(row.getString("label"), seal(row)), "SELECT * FROM seal");
            return all;
        });
    }

    private static Seal seal(ResultSet row) throws SQLException {
        return new Seal(Seal.Way.parse(row.getString("way")), SqlValues.words(row, "key_ids"), row.getString("head"));
    }
}
