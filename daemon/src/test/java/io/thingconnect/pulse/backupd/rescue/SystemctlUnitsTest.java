package io.thingconnect.pulse.backupd.rescue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a stand-in that keeps a state file for each unit. */
final class SystemctlUnitsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private SystemctlUnits units;

    @BeforeEach
    void standIn() throws Exception {
        Path program = directory.resolve("systemctl");
        Files.writeString(program, """
                #!/bin/sh
                cd "${0%%/*}" || exit 1
                echo "$*" >>calls
                for unit; do :; done
                case $1 in
                show)
                    [ -e "$unit" ] || { echo LoadState=not-found; echo ActiveState=inactive; exit 0; }
                    echo LoadState=loaded
                    echo "ActiveState=$(cat "$unit")"
                    [ ! -e "$unit.enabled" ] || echo UnitFileState=enabled ;;
                stop) [ -e "$unit.stubborn" ] || echo inactive >"$unit" ;;
                start) [ -e "$unit.broken" ] && { echo "Job for $unit failed" >&2; exit 1; }; echo active >"$unit" ;;
                esac
                """.formatted());
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        units = new SystemctlUnits(List.of(program.toString()), directory.resolve("system"));
    }

    private void unit(String name, String state) throws Exception {
        Files.writeString(directory.resolve(name), state + "\n");
    }

    @Test
    void running_areThoseThatAreUp_thatFailed_orThatAreEnabled() throws Exception {
        unit("a.service", "active");
        unit("b.service", "inactive");
        unit("c.service", "failed");
        unit("d.service", "inactive");
        Files.createFile(directory.resolve("d.service.enabled"));
        assertEquals(List.of("c", "a", "d"), units.running(List.of("c", "a", "b", "d", "not-installed")));
    }

    @Test
    void stop_isAnErrorWhereItStillRuns() throws Exception {
        unit("a.service", "active");
        units.stop("a", TIMEOUT);
        assertEquals("inactive\n", Files.readString(directory.resolve("a.service")));
        unit("b.timer", "active");
        Files.createFile(directory.resolve("b.timer.stubborn"));
        BackupException e = assertThrows(BackupException.class, () -> units.stop("b.timer", TIMEOUT));
        assertTrue(
                e.getMessage().startsWith("service 'b.timer' does not stop within 20 s, it is active"), e.getMessage());
    }

    @Test
    void start_saysWhatSystemdSaid() throws Exception {
        unit("a.service", "failed");
        units.start("a", TIMEOUT);
        assertEquals("active\n", Files.readString(directory.resolve("a.service")));
        Files.createFile(directory.resolve("a.service.broken"));
        BackupException e = assertThrows(BackupException.class, () -> units.start("a", TIMEOUT));
        assertTrue(e.getMessage().contains("(Job for a.service failed)"), e.getMessage());
    }

    @Test
    void guard_amendsEachUnitOnce() throws Exception {
        Path marker = Path.of("/var/lib/thingconnect-pulse-backup/restore/in-progress");
        units.guard(List.of("a", "b"), marker);
        String text = Files.readString(directory.resolve("system/a.service.d/50-pulse-restore.conf"));
        assertEquals("""
                # Written by pulse-restore. The file below exists only while a restore is under way or was interrupted:
                # pulse-restore --status tells, pulse-restore --recover ends it.
                [Unit]
                After=thingconnect-pulse-restore-recover.service
                ConditionPathExists=!/var/lib/thingconnect-pulse-backup/restore/in-progress
                """, text);
        assertEquals(text, DropIn.text(marker));
        units.guard(List.of("a", "b"), marker);
        assertEquals(List.of("daemon-reload"), Files.readAllLines(directory.resolve("calls")));
    }
}
