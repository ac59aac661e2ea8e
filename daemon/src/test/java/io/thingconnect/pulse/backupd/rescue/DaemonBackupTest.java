package io.thingconnect.pulse.backupd.rescue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.restore.inplace.InPlaceBox;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
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
    private Duration limit = Duration.ofMinutes(30);
    private Work work = new Work();

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
        return new DaemonBackup(Duration.ofMillis(500), limit, CLOCK)
                .take(socket, RESTORED.toString(), List.of(RESTORED), work);
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
    }

    private static final String BUSY = "{\"error\":\"io.thingconnect.pulse.backup.Busy\",\"parameters\":{}}";

    private static String nightly(String state, String progress) {
        return "{\"id\":5,\"operation\":\"backup\",\"job\":\"daily\",\"trigger\":\"schedule\",\"state\":\"" + state
                + "\",\"queuedAt\":\"2024-01-15T02:00:00Z\",\"startedAt\":\"2024-01-15T02:00:01Z\"" + progress + "}";
    }

    /** A daemon whose nightly backup is under way. */
    private static Map<String, List<String>> occupied(String... watched) {
        Map<String, List<String>> replies = daemon(RUNNING, MADE);
        replies.put("StartBackup#1", List.of(BUSY));
        replies.put(
                "GetStatus",
                List.of("{\"parameters\":{\"status\":{\"running\":[{\"id\":4,\"operation\":\"verify\"},"
                        + nightly("running", "") + "]}}}"));
        replies.put("Watch#1", List.of(watched));
        return replies;
    }

    private static String continued(String run) {
        return "{\"parameters\":{\"run\":" + run + "},\"continues\":true}";
    }

    @Test
    void aBackupThatIsUnderWay_isWaitedFor_thenOursIsMade() throws Exception {
        List<String> phases = new ArrayList<>();
        String half = nightly("running", ",\"progress\":{\"phase\":\"files\",\"doneBytes\":3,\"totalBytes\":6}");
        Map<String, List<String>> replies =
                occupied(continued(half), "{\"parameters\":{\"run\":" + nightly("failed", "") + "}}");
        replies.put("Pin", List.of("{\"parameters\":{\"warnings\":[]}}"));
        try (ScriptedDaemon daemon = new ScriptedDaemon(socket, replies, call -> phases.add(work.phase()))) {
            assertEquals("L holds what is there now", taken());
            calls = daemon.calls;
        }
        List<String> methods = calls.stream()
                .map(call -> call.replaceFirst(".*backup\\.([A-Za-z]+)\".*", "$1"))
                .toList();
        assertEquals(List.of("GetBackup", "Pin", "StartBackup", "GetStatus", "Watch", "StartBackup", "Watch"), methods);
        assertTrue(calls.get(4).contains("\"run\":5"), calls.get(4));
        assertTrue(calls.get(6).contains("\"run\":7"), calls.get(6));
        assertEquals(
                "waiting for run 5, the backup of job 'daily' (schedule, running since 2024-01-15T02:00:01Z)"
                        + " before the safety backup: files",
                phases.get(5));
        assertTrue(work.phase().startsWith("safety backup, run 7: "), work.phase());
    }

    @Test
    void aBackupThatDoesNotEnd_isNamed_withBothWaysOut() throws Exception {
        limit = Duration.ZERO;
        BackupException e =
                assertThrows(BackupException.class, () -> take(occupied(continued(nightly("running", "")), MADE)));
        assertEquals(ErrorCode.BUSY, e.code());
        assertTrue(e.getMessage().startsWith("nothing was restored, because "), e.getMessage());
        assertTrue(e.getMessage().contains("run 5, the backup of job 'daily'"), e.getMessage());
        assertTrue(e.hint().contains("pulsectl cancel 5") && e.hint().endsWith("--no-safety-backup"), e.hint());
        Files.delete(socket);
        BackupException queued = assertThrows(
                BackupException.class, () -> take(daemon(continued("{\"id\":7,\"state\":\"queued\"}"), MADE)));
        assertTrue(queued.getMessage().contains("has not begun"), queued.getMessage());
        Files.delete(socket);
        assertEquals("L holds what is there now", take(daemon(RUNNING, MADE)), "our own may take as long as it needs");
    }

    @Test
    void theWait_canBeCancelled() throws Exception {
        Map<String, List<String>> replies = occupied(continued(nightly("running", "")), MADE);
        try (ScriptedDaemon daemon = new ScriptedDaemon(socket, replies, call -> {
            if (call.contains(".Watch\"")) {
                work.cancel();
            }
        })) {
            assertEquals(
                    ErrorCode.CANCELLED,
                    assertThrows(BackupException.class, this::taken).code());
            assertEquals(5, daemon.calls.size(), daemon.calls.toString());
        }
    }

    @Test
    void aNoWithoutABackupUnderWay_isNotAskedForEver() throws Exception {
        Map<String, List<String>> busy = daemon();
        busy.put("StartBackup", List.of(BUSY));
        busy.put("GetStatus", List.of("{\"parameters\":{\"status\":{\"running\":[]}}}"));
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
