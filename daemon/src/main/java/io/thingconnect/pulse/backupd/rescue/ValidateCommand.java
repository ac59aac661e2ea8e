package io.thingconnect.pulse.backupd.rescue;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.restore.inplace.Surroundings;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Asks the application's own program whether it accepts its configuration; skipped where there is no such program. */
final class ValidateCommand implements Surroundings.Check {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int KEPT = 8192;

    private final List<String> command;
    private final List<Path> searched;

    /** @param searched directories for a program that is named without one */
    ValidateCommand(List<String> command, List<Path> searched) {
        this.command = List.copyOf(command);
        this.searched = List.copyOf(searched);
    }

    @Override
    public void run() throws BackupException {
        if (command.isEmpty() || !isPresent()) {
            return;
        }
        Processes.Result result;
        try {
            result = Processes.run(command, Map.of(), TIMEOUT, KEPT, () -> false);
        } catch (IOException e) {
            throw failed(Errno.reason(e), e);
        }
        if (!result.succeeded()) {
            String said = (result.errors() + result.output()).strip();
            String ending = result.ending() == Processes.Ending.TIMED_OUT
                    ? "it did not end within " + TIMEOUT.toSeconds() + " s"
                    : "status " + result.status();
            throw failed(
                    ending
                            + (said.isEmpty()
                                    ? ""
                                    : ": " + said.lines().findFirst().orElse("")),
                    null);
        }
    }

    private boolean isPresent() {
        Path program = Path.of(command.get(0));
        boolean byPath = program.isAbsolute() || program.getNameCount() > 1;
        return byPath
                ? Files.isExecutable(program)
                : searched.stream().anyMatch(directory -> Files.isExecutable(directory.resolve(program)));
    }

    private BackupException failed(String why, IOException cause) {
        return new BackupException(
                ErrorCode.VERIFICATION_FAILED,
                "the application does not accept what was restored: '" + String.join(" ", command) + "': " + why,
                "Restore another backup, or leave its configuration out: --only database",
                cause);
    }
}
