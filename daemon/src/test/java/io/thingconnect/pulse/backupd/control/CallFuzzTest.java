package io.thingconnect.pulse.backupd.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.thingconnect.pulse.backupd.control.varlink.Call;
import io.thingconnect.pulse.backupd.control.varlink.CallReader;
import io.thingconnect.pulse.backupd.control.varlink.ControlSocket;
import io.thingconnect.pulse.backupd.control.varlink.Deadline;
import io.thingconnect.pulse.backupd.control.varlink.Limits;
import io.thingconnect.pulse.backupd.control.varlink.Roles;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Messages that were valid before somebody damaged them. The seeds are fixed: a failure can be run again. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class CallFuzzTest {
    private static final String PREFIX = "{\"method\":\"io.thingconnect.pulse.backup.";
    private static final List<String> VALID = List.of(
            PREFIX + "GetStatus\"}",
            PREFIX + "GetBackup\",\"parameters\":{\"label\":\"latest\"}}",
            PREFIX + "ListBackups\",\"parameters\":{\"job\":null},\"more\":true}",
            PREFIX + "StartBackup\",\"parameters\":{\"job\":\"daily\",\"type\":\"full\",\"components\":[\"database\","
                    + "\"logs\"],\"includeLogs\":false,\"level\":6,\"note\":\"M\\u00fcller \\ud83d\\ude00\"},\"oneway\":false}",
            PREFIX + "FindPath\",\"parameters\":{\"pattern\":\"etc/**/[a-z]*.y?ml\"},\"more\":true}",
            PREFIX + "ReadPath\",\"parameters\":{\"label\":\"latest\",\"path\":\"etc/config.yaml\"},\"more\":true}",
            PREFIX + "ListRuns\",\"parameters\":{\"limit\":1000},\"more\":true}",
            PREFIX + "StartRestore\",\"parameters\":{\"label\":\"latest\",\"target\":\"/tmp/x\"}}",
            "{\"method\":\"org.varlink.service.GetInfo\",\"upgrade\":false}");
    private static final String[] SPLINTERS = {
        "\"",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "null",
        "true",
        "1e999",
        "-",
        "9007199254740993",
        "\\",
        "\\ud800",
        "\u0000",
        "{\"a\":",
        "[[[[[[[[",
        "99999999999999999999999999",
        "\u00e9",
        "1.5",
        " ",
        "\"more\":true,",
        "\n"
    };

    @TempDir
    Path directory;

    private static byte[] mutate(byte[] valid, Random random) {
        byte[] bytes = valid.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(bytes.length);
            bytes = switch (random.nextInt(5)) {
                case 0 -> flip(bytes, at, random);
                case 1 -> splice(bytes, at, Math.min(bytes.length - at, 1 + random.nextInt(20)), new byte[0]);
                case 2 ->
                    splice(bytes, at, 0, SPLINTERS[random.nextInt(SPLINTERS.length)].getBytes(StandardCharsets.UTF_8));
                case 3 -> splice(bytes, at, 0, java.util.Arrays.copyOfRange(bytes, at / 2, at));
                default ->
                    splice(bytes, at, 1, SPLINTERS[random.nextInt(SPLINTERS.length)].getBytes(StandardCharsets.UTF_8));
            };
            if (bytes.length == 0) {
                return valid;
            }
        }
        return bytes;
    }

    private static byte[] flip(byte[] bytes, int at, Random random) {
        bytes[at] = (byte) random.nextInt(256);
        return bytes;
    }

    private static byte[] splice(byte[] bytes, int at, int removed, byte[] inserted) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, at);
        out.writeBytes(inserted);
        out.write(bytes, at + removed, bytes.length - at - removed);
        return out.toByteArray();
    }

    private static byte[] message(int seed) {
        byte[] valid = VALID.get(seed % VALID.size()).getBytes(StandardCharsets.UTF_8);
        return mutate(valid, new Random(seed));
    }

    @Test
    void aDamagedMessageIsACallOrANamedError() {
        TreeMap<String, Integer> outcomes = new TreeMap<>();
        for (int seed = 0; seed < 30_000; seed++) {
            byte[] bytes = message(seed);
            String outcome;
            try {
                Call.parse(bytes, 0, bytes.length);
                outcome = "call";
            } catch (BackupException e) {
                outcome = e.code().wireName();
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + new String(bytes, StandardCharsets.UTF_8), e);
            }
            outcomes.merge(outcome, 1, Integer::sum);
        }
        // Both ways out have to be well trodden, or the mutations are too wild or too tame.
        assertEquals(java.util.Set.of("call", "InvalidParameter"), outcomes.keySet());
        assertTrue(outcomes.values().stream().allMatch(count -> count > 3000), outcomes.toString());
    }

    @Test
    void theServerAnswersOrHangsUpAndGoesOn() throws Exception {
        Bench bench = new Bench(directory);
        Path path = directory.resolve("c.sock");
        long uid = ((Number) java.nio.file.Files.getAttribute(directory, "unix:uid")).longValue();
        Roles roles = new Roles(bench.groups, OptionalLong.of(uid));
        try (ControlServer server =
                ControlServer.start(ControlSocket.bind(path), bench.services, roles, "0.1.0", Limits.DEFAULT)) {
            for (int seed = 0; seed < 600; seed++) {
                try (Client client = new Client(path)) {
                    // What the damage left unfinished is finished, so that each message has to get its answer.
                    client.send(message(seed)).send("\u0000").endSending();
                    for (JsonNode reply = client.reply(); reply != null; reply = client.reply()) {
                        assertFalse(Bench.error(reply).equals("Internal"), "seed " + seed + ": " + reply);
                    }
                } catch (IOException e) {
                    // Hung up while we were still sending, after a first part that was no call.
                    assertTrue(server.connected() >= 0);
                }
            }
            try (Client client = new Client(path)) {
                assertEquals("", Bench.error(client.send(Client.STATUS).reply()));
            }
        }
    }

    /** Gives one byte at a time, as a slow peer does. */
    private static final class Trickle extends InputStream {
        private final InputStream in;

        Trickle(byte[] bytes) {
            in = new ByteArrayInputStream(bytes);
        }

        @Override
        public int read() throws IOException {
            return in.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return in.read(bytes, offset, Math.min(1, length));
        }
    }

    @Test
    void messagesAreCutAtTheirNulHoweverTheyArrive() throws Exception {
        StringBuilder stream = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            String note = "n".repeat((i * 7919) % 60_000);
            stream.append(PREFIX)
                    .append("StartBackup\",\"parameters\":{\"note\":\"")
                    .append(note)
                    .append("\"}}\u0000");
        }
        byte[] bytes = stream.append("{\"meth").toString().getBytes(StandardCharsets.UTF_8);
        for (InputStream in : List.of(new Trickle(bytes), new ByteArrayInputStream(bytes))) {
            Semaphore large = new Semaphore(1);
            try (CallReader reader = new CallReader(in, Limits.DEFAULT, large, new Deadline())) {
                for (int i = 0; i < 40; i++) {
                    assertEquals(
                            (i * 7919) % 60_000,
                            reader.next().parameters().text("note").length());
                }
                assertEquals(null, reader.next());
            }
            assertEquals(1, large.availablePermits());
        }
    }

    @Test
    void onlySoManyLargeMessagesAreReadAtATime() throws Exception {
        Semaphore none = new Semaphore(0);
        Limits impatient = new Limits(
                1, 1, 1 << 20, Duration.ofMillis(50), Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1));
        String small = VALID.get(0) + "\u0000";
        String big = VALID.get(0) + " ".repeat(100_000) + "\u0000";
        InputStream in = new ByteArrayInputStream((small + big).getBytes(StandardCharsets.UTF_8));
        try (CallReader reader = new CallReader(in, impatient, none, new Deadline())) {
            assertEquals("io.thingconnect.pulse.backup.GetStatus", reader.next().method());
            BackupException busy = org.junit.jupiter.api.Assertions.assertThrows(BackupException.class, reader::next);
            assertEquals(ErrorCode.BUSY, busy.code());
        }
        assertEquals(0, none.availablePermits());
    }

    @Test
    void aMegabyteOfBracketsIsRefusedOrSkippedWithoutATree() {
        for (String text : List.of(
                "{\"method\":\"a.b\",\"parameters\":{\"x\":" + "[".repeat(1 << 19),
                "{\"method\":\"a.b\",\"parameters\":{\"x\":" + "{\"a\":".repeat(1 << 17),
                "{".repeat(1 << 20),
                "{\"method\":\"" + "m".repeat(1 << 20))) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            BackupException refused = org.junit.jupiter.api.Assertions.assertThrows(
                    BackupException.class, () -> Call.parse(bytes, 0, bytes.length));
            assertTrue(refused.getMessage().length() < 300, refused.getMessage());
        }
    }
}
