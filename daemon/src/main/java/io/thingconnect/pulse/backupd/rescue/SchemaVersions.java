package io.thingconnect.pulse.backupd.rescue;

import io.thingconnect.pulse.backupd.restore.inplace.Origin;
import io.thingconnect.pulse.backupd.restore.tables.SchemaVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the databases in place and those of a backup are of the same version of the application. It brings an older one
 * up to date when it starts, and does not notice that one is newer than itself.
 */
final class SchemaVersions {
    private SchemaVersions() {}

    /** For people, a clause for each database that differs or cannot be read. Reading changes nothing. */
    static List<String> differences(Origin origin, List<String> names, Path root) {
        List<String> found = new ArrayList<>();
        for (String name : names) {
            Path live = root.resolve(name);
            String then = origin.databases().get(name);
            if (then == null || !Files.exists(live)) {
                continue;
            }
            try {
                String version = SchemaVersion.read(live);
                if (!version.equals(then)) {
                    found.add("/" + name + " has the schema " + shown(version) + " now, and "
                            + shown(then)
                            + " in the backup: use the application's version of that time");
                }
            } catch (SQLException e) {
                found.add("the schema version of /" + name + " cannot be read: " + e.getMessage());
            }
        }
        return found;
    }

    private static String shown(String version) {
        return version.isEmpty() ? "(none)" : version;
    }
}
