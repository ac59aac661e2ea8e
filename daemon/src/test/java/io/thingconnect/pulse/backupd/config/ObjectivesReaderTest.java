package io.thingconnect.pulse.backupd.config;

import static io.thingconnect.pulse.backupd.config.Loads.load;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.watch.Objective;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ObjectivesReaderTest {
    @TempDir
    Path directory;

    private Map<String, Objective> promised(String yaml) throws BackupException {
        Map<String, Objective> promised = new TreeMap<>();
        load(directory, yaml).settings().objectives().stream()
                .filter(Objective::isPromised)
                .forEach(objective -> promised.put(objective.component(), objective));
        return promised;
    }

    @Test
    void eachComponentHasItsOwn_andUsersAreInTheDatabase() throws BackupException {
        Map<String, Objective> promised =
                promised("objectives:\n  rpo: {users: 1h, configuration: 0s}\n  rto: {users: 2h, logs: 24h}\n");
        assertEquals("[configuration, logs, users]", promised.keySet().toString());
        assertEquals(
                new Objective("users", "database", Optional.of(Duration.ofHours(1)), Optional.of(Duration.ofHours(2))),
                promised.get("users"));
        assertEquals(Optional.of(Duration.ZERO), promised.get("configuration").rpo());
        assertEquals(Optional.empty(), promised.get("configuration").rto());
    }

    @Test
    void oneValueIsForWhatTheJobsBackUp() throws BackupException {
        Map<String, Objective> promised = promised("backup:\n  include: [database, logs]\nobjectives: {rpo: 26h}\n");
        assertEquals("[database, logs, settings, users]", promised.keySet().toString());
        assertEquals(Optional.of(Duration.ofHours(26)), promised.get("settings").rpo());
    }
}
