package io.thingconnect.pulse.backupd.rescue;

import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.source.sqlite.CaptureOptions;
import io.thingconnect.pulse.backupd.source.sqlite.DatabaseSnapshot;
import io.thingconnect.pulse.backupd.source.sqlite.LiveDatabases;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the databases in place and those of a backup are of the same version of the application. It brings an older one
 * up to date when it starts, and does not notice that one is newer than itself.
 */
final class SchemaVersions {
    private SchemaVersions() {}

    /** For people, a clause for each database that differs or cannot be read. Reading changes nothing. */
    static List<String> differences(Manifest manifest, List<String> names, Path root, Clock clock) {
        List<String> found = new ArrayList<>();
        for (DatabaseState state : manifest.databases()) {
            Path live = root.resolve(state.path());
            if (!names.contains(state.path()) || !Files.exists(live)) {
                continue;
            }
            try {
                String version = version(live, clock);
                if (!version.equals(state.schemaVersion())) {
                    found.add("/" + state.path() + " has the schema " + shown(version) + " now, and "
                            + shown(state.schemaVersion())
                            + " in the backup: use the application's version of that time");
                }
            } catch (BackupException | IOException e) {
                found.add("the schema version of /" + state.path() + " cannot be read: " + e.getMessage());
            }
        }
        return found;
    }

    private static String shown(String version) {
        return version.isEmpty() ? "(none)" : version;
    }

    private static String version(Path database, Clock clock) throws BackupException, IOException {
        Path scratch = Files.createTempDirectory("pulse-restore");
        try {
            CaptureOptions options =
                    new CaptureOptions(Long.MAX_VALUE / 2, Duration.ofMinutes(1), 0, 0, false, scratch);
            try (DatabaseSnapshot snapshot = new LiveDatabases(clock).open(database, options, new Work())) {
                return snapshot.schemaVersion();
            }
        } finally {
            DurableFiles.deleteTree(scratch);
        }
    }
}
