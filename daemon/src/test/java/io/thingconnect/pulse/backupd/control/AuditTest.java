package io.thingconnect.pulse.backupd.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.control.varlink.Audit;
import io.thingconnect.pulse.backupd.control.varlink.AuditRecord;
import io.thingconnect.pulse.backupd.control.varlink.Parameters;
import io.thingconnect.pulse.backupd.control.varlink.RefusalMeter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditTest {
    private static final Parameters NONE = new Parameters(Map.of());

    @TempDir
    Path directory;

    private Path file;
    private Audit audit;

    @BeforeEach
    void makeAudit() {
        file = directory.resolve("audit.jsonl");
        audit = new Audit(file, Clock.fixed(Fakes.NOW, ZoneOffset.UTC));
    }

    private List<AuditRecord> records() throws Exception {
        List<AuditRecord> records = new ArrayList<>();
        audit.read(records::add);
        return records;
    }

    @Test
    void aRecordIsOneLineOfAFileOnlyTheOwnerReads() throws Exception {
        audit.record(Bench.ADA, "Cancel", new Parameters(Map.of("run", 7L)), "ok");
        assertEquals(
                "{\"at\":\"2026-03-01T02:00:00Z\",\"uid\":1,\"user\":\"ada\",\"pid\":11,\"method\":\"Cancel\","
                        + "\"parameters\":\"{\\\"run\\\":7}\",\"result\":\"ok\"}\n",
                Files.readString(file));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void whatIsWrittenIsReadBackOldestFirst() throws Exception {
        assertEquals(List.of(), records());
        audit.record(Bench.ADA, "Reload", NONE, "ok");
        audit.record(Bench.EVE, "Reload", NONE, "NotPermitted");
        assertEquals(
                List.of("ada", "eve"), records().stream().map(AuditRecord::user).toList());
    }

    @Test
    void secretsAreRemovedAndParametersCutAndKeptOnOneLine() throws Exception {
        audit.record(
                Bench.ADA,
                "StartBackup",
                new Parameters(Map.of("s3SecretKey", "hunter2", "Passphrase", "hunter2", "note", "a\nb\u2028")),
                "ok");
        audit.record(Bench.EVE, "GetStatus", new Parameters(Map.of("x", "y".repeat(100_000))), "NotPermitted");
        String text = Files.readString(file);
        assertFalse(text.contains("hunter2"));
        assertTrue(text.contains("(removed)"));
        assertEquals(2, text.lines().count());
        assertTrue(text.length() < 5000, "a stranger wrote " + text.length() + " characters");
        assertEquals(2, records().size());
    }

    @Test
    void aLineTornByAPowerCutHidesNothingElse() throws Exception {
        audit.record(Bench.ADA, "Reload", NONE, "ok");
        Files.writeString(file, "{\"at\":\"2026-03-01T02:0", StandardOpenOption.APPEND);
        assertEquals(1, records().size());
        audit.record(Bench.OLGA, "StartBackup", NONE, "ok");
        assertEquals(
                List.of("ada", "olga"),
                records().stream().map(AuditRecord::user).toList());
        Files.writeString(file, "null\n[]\n{}\n{\"at\":\"x\"}\n\u0000\n", StandardOpenOption.APPEND);
        assertEquals(2, records().size());
    }

    @Test
    void bytesThatAreNoTextHideNothingElse() throws Exception {
        audit.record(Bench.ADA, "Reload", NONE, "ok");
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xc3, 0, '\n'}, StandardOpenOption.APPEND);
        audit.record(Bench.OLGA, "Reload", NONE, "ok");
        assertEquals(2, records().size());
    }

    @Test
    void refusalsInALoopAreCountedAndTheCountIsRecordedInTheNextMinute() throws Exception {
        Instant[] now = {Fakes.NOW};
        Clock clock = new Clock() {
            @Override
            public Instant instant() {
                return now[0];
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        Audit metered = new Audit(file, clock);
        for (int i = 0; i < RefusalMeter.PER_MINUTE + 50; i++) {
            metered.refusal(Bench.EVE, "GetStatus", NONE, "NotPermitted");
        }
        metered.refusal(Bench.OLGA, "Reload", NONE, "NotPermitted");
        assertEquals(RefusalMeter.PER_MINUTE + 1, records().size());
        now[0] = Fakes.NOW.plusSeconds(60);
        metered.refusal(Bench.EVE, "GetStatus", NONE, "NotPermitted");
        assertEquals(RefusalMeter.PER_MINUTE + 3, records().size());
        assertEquals(
                "{\"notRecorded\":50}",
                records().get(RefusalMeter.PER_MINUTE + 1).parameters());
    }

    @Test
    void aRecordThatCannotBeWrittenDoesNotUndoTheCall() {
        Audit nowhere = new Audit(directory.resolve("missing/audit.jsonl"), Clock.systemUTC());
        nowhere.record(Bench.ADA, "Reload", NONE, "ok");
        assertFalse(Files.exists(directory.resolve("missing")));
    }
}
