package io.thingconnect.pulse.backupd.rescue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.restore.InPlaceBox;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DaemonBackupTest {
    private static final Label RESTORED = InPlaceBox.FULL;
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2024-01-15T12:00:00Z"), ZoneOffset.UTC);
    private static final String QUEUED = "{\"parameters\":{\"run\":{\"id\":7,\"state\":\"queued\"}}}";
    private static final String RUNNING =
            "{\"parameters\":{\"run\":{\"id\":7,\"state\":\"running\"}},\"continues\":true}";
    private static final String MADE = "{\"parameters\":{\"run\":{\"id\":7,\"state\":\"succeeded\",\"label\":\"L\"}}}";

    private Path directory;
    private Path socket;
    private List<String> calls = List.of();

    /** Not JUnit's: a socket's path must be short. */
    @BeforeEach
    void create() throws IOException {
        directory = Files.createTempDirectory(Path.of("/tmp"), "pb");
        socket = directory.resolve("s");
    }

    @AfterEach
    void remove() throws IOException {
        DurableFiles.deleteTree(directory);
    }

    private String take(Map<String, List<String>> replies) throws Exception {
        try (ScriptedDaemon daemon = new ScriptedDaemon(socket, replies)) {
            calls = daemon.calls;
            return taken();
        }
    }

    private String taken() throws BackupException {
        return new DaemonBackup(Duration.ofMillis(500), CLOCK).take(socket, RESTORED.toString(), List.of(RESTORED));
    }

    private static Map<String, List<String>> daemon(String... watched) {
        Map<String, List<String>> replies = new HashMap<>();
        replies.put("GetBackup", List.of("{\"parameters\":{\"backup\":{\"label\":\"" + RESTORED + "\"}}}"));
        replies.put("Pin", List.of("{\"parameters\":{\"warnings\":[]}}"));
        replies.put("StartBackup", List.of(QUEUED));
        replies.put("Watch", List.of(watched));
        return replies;
    }

    private static String failed(ErrorCode code) {
        return "{\"parameters\":{\"run\":{\"id\":7,\"state\":\"failed\",\"error\":{\"code\":\"" + code.wireName()
                + "\",\"message\":\"it was like that\",\"hint\":\"Do this.\"}}}}";
    }

    @Test
    void take_pinsWhatIsRestored_startsABackup_andWaitsForItsEnd() throws Exception {
        assertEquals("L holds what is there now", take(daemon(RUNNING, RUNNING, MADE)));
        assertEquals(4, calls.size(), calls.toString());
        assertTrue(calls.get(1).contains("\"until\":\"2024-01-16T12:00:00Z\""), calls.get(1));
        assertTrue(calls.get(2).contains("\"note\":\"before restore of " + RESTORED + "\""), calls.get(2));
        assertTrue(calls.get(3).contains("\"run\":7"), calls.get(3));
    }

    @Test
    void aPinThatIsThere_isNotReplaced_andABackupTheDaemonDoesNotKnow_isNotPinned() throws Exception {
        Map<String, List<String>> pinned = daemon(MADE);
        pinned.put("GetBackup", List.of("{\"parameters\":{\"backup\":{\"pinReason\":\"mine\"}}}"));
        take(pinned);
        assertEquals(3, calls.size(), calls.toString());
        Files.delete(socket);
        Map<String, List<String>> unknown = daemon(MADE);
        unknown.put(
                "GetBackup",
                List.of(
                        "{\"error\":\"io.thingconnect.pulse.backup.BackupNotFound\",\"parameters\":{\"message\":\"no\"}}"));
        assertEquals("L holds what is there now", take(unknown));
        assertEquals(3, calls.size(), calls.toString());
    }

    @Test
    void whatCannotBeRead_isNoReasonToStop() throws Exception {
        for (ErrorCode code : List.of(ErrorCode.SOURCE_CORRUPT, ErrorCode.SOURCE_MISSING, ErrorCode.INTERRUPTED)) {
            String said = take(daemon(RUNNING, failed(code)));
            assertTrue(said.startsWith("NONE, "), said);
            assertTrue(said.endsWith("pulse-restore --undo brings it back"), said);
            Files.delete(socket);
        }
    }

    @Test
    void anyOtherFailure_stops_andNamesTheWayAround() throws Exception {
        for (ErrorCode code : List.of(ErrorCode.NO_SPACE, ErrorCode.DESTINATION_UNAVAILABLE, ErrorCode.CANCELLED)) {
            BackupException e = assertThrows(BackupException.class, () -> take(daemon(failed(code))));
            assertEquals(code, e.code());
            assertTrue(e.getMessage().startsWith("nothing was restored, because "), e.getMessage());
            assertTrue(e.hint().startsWith("Do this; to restore") && e.hint().endsWith("--no-safety-backup"), e.hint());
            Files.delete(socket);
        }
        Map<String, List<String>> busy = daemon();
        busy.put("StartBackup", List.of("{\"error\":\"io.thingconnect.pulse.backup.Busy\",\"parameters\":{}}"));
        assertEquals(
                ErrorCode.BUSY,
                assertThrows(BackupException.class, () -> take(busy)).code());
    }

    @Test
    void aDaemonThatDoesNotRun_orHangsUp_orIsSilent_isSaidSo() throws Exception {
        String none = taken();
        assertTrue(none.startsWith("NONE, the backup daemon does not answer at " + socket), none);
        Map<String, List<String>> leaving = daemon();
        leaving.remove("Watch");
        String left = take(leaving);
        assertTrue(left.contains(": it hung up; what is there now is kept beside"), left);
        Files.delete(socket);
        String silent = take(daemon(RUNNING));
        assertTrue(silent.contains(": it was silent for "), silent);
        Files.delete(socket);
        assertTrue(take(daemon("[]")).contains("no reply"), "garbage");
    }
}
