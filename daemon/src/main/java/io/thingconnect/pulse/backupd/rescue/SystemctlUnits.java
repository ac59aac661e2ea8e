package io.thingconnect.pulse.backupd.rescue;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.restore.inplace.Units;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Processes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The services of this box, by {@code systemctl}. */
final class SystemctlUnits implements Units {
    private static final Duration SHORT = Duration.ofSeconds(30);
    private static final int KEPT = 8192;
    private static final Set<String> UP = Set.of("active", "activating", "reloading", "deactivating", "failed");

    private final List<String> systemctl;
    private final Path dropIns;

    /**
     * @param systemctl the command, first its program
     * @param dropIns where units are amended: {@code /etc/systemd/system}
     */
    SystemctlUnits(List<String> systemctl, Path dropIns) {
        this.systemctl = List.copyOf(systemctl);
        this.dropIns = dropIns;
    }

    @Override
    public List<String> running(List<String> names) throws BackupException {
        List<String> wanted = new ArrayList<>();
        for (String name : names) {
            Map<String, String> unit = show(name);
            boolean installed = "loaded".equals(unit.get("LoadState"));
            if (installed && (UP.contains(unit.get("ActiveState")) || "enabled".equals(unit.get("UnitFileState")))) {
                wanted.add(name);
            }
        }
        return wanted;
    }

    private Map<String, String> show(String name) throws BackupException {
        String output = call(SHORT, "show", "--property=LoadState,ActiveState,UnitFileState", unit(name))
                .output();
        Map<String, String> values = new TreeMap<>();
        for (String line : output.split("\n")) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return values;
    }

    @Override
    public void guard(List<String> names, Path marker) throws BackupException {
        byte[] text = DropIn.text(marker).getBytes(StandardCharsets.UTF_8);
        boolean changed = false;
        for (String name : names) {
            Path file = DropIn.file(dropIns, unit(name));
            try {
                if (!Files.exists(file) || !java.util.Arrays.equals(Files.readAllBytes(file), text)) {
                    Files.createDirectories(file.getParent());
                    DurableFiles.replace(file, text);
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
                    changed = true;
                }
            } catch (IOException e) {
                throw new BackupException(
                        ErrorCode.INTERNAL,
                        "service '" + name + "' cannot be kept from starting during the restore: " + file + ": "
                                + Errno.reason(e),
                        "Run pulse-restore as root.",
                        e);
            }
        }
        if (changed) {
            require(call(SHORT, "daemon-reload"), "systemd did not read its units again");
        }
    }

    @Override
    public void stop(String name, Duration timeout) throws BackupException {
        Processes.Result result = call(timeout, "stop", unit(name));
        String state = show(name).get("ActiveState");
        if (!result.succeeded() || !Set.of("inactive", "failed").contains(String.valueOf(state))) {
            throw new BackupException(
                    ErrorCode.INTERNAL,
                    "service '" + name + "' does not stop within " + timeout.toSeconds() + " s, it is " + state
                            + detail(result),
                    "Look at it with: systemctl status " + unit(name));
        }
    }

    @Override
    public void start(String name, Duration timeout) throws BackupException {
        // One that failed too often lately would be refused.
        call(SHORT, "reset-failed", unit(name));
        require(
                call(timeout, "start", unit(name)),
                "service '" + name + "' does not start; look at it with: systemctl status " + unit(name));
    }

    private static void require(Processes.Result result, String message) throws BackupException {
        if (!result.succeeded()) {
            throw new BackupException(
                    ErrorCode.INTERNAL, message + detail(result), "Look at the journal: journalctl -xe");
        }
    }

    private static String detail(Processes.Result result) {
        String errors = result.errors().strip();
        return errors.isEmpty() ? "" : " (" + errors.lines().findFirst().orElse("") + ")";
    }

    private static String unit(String name) {
        return name.contains(".") ? name : name + ".service";
    }

    private Processes.Result call(Duration timeout, String... arguments) throws BackupException {
        List<String> command = new ArrayList<>(systemctl);
        command.addAll(List.of(arguments));
        try {
            return Processes.run(command, Map.of(), timeout, KEPT, () -> false);
        } catch (IOException e) {
            throw new BackupException(
                    ErrorCode.INTERNAL,
                    "'" + String.join(" ", command) + "' could not be run: " + Errno.reason(e),
                    "Where there is no systemd, restore with --root, and stop and start the application by hand.",
                    e);
        }
    }
}
