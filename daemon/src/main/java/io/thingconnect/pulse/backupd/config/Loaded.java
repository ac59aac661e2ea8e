package io.thingconnect.pulse.backupd.config;

import io.thingconnect.pulse.backupd.config.Problem.Severity;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What became of one load: usable settings, or every reason why not. A value rather than an exception, because whoever
 * validates a file wants to see all of it, and whoever reloads keeps what was in force.
 *
 * @param usable present exactly where there is no error
 * @param effective the configuration with all defaults as YAML, secrets masked; what it shows of a file with errors are
 *     the parts that could be read
 * @param problems errors first, then by place
 */
public record Loaded(Path file, Optional<Settings> usable, String effective, List<Problem> problems) {
    public Loaded {
        problems = List.copyOf(problems);
    }

    public boolean isValid() {
        return usable.isPresent();
    }

    public List<Problem> errors() {
        return problems.stream().filter(p -> p.severity() == Severity.ERROR).toList();
    }

    /** Warnings and notes. */
    public List<Problem> warnings() {
        return problems.stream().filter(p -> p.severity() != Severity.ERROR).toList();
    }

    /** @throws BackupException {@code CONFIG_INVALID}, with every error on a line of its own */
    public Settings settings() throws BackupException {
        if (usable.isPresent()) {
            return usable.get();
        }
        List<String> lines = errors().stream().map(Problem::toString).toList();
        throw new BackupException(
                ErrorCode.CONFIG_INVALID,
                String.join("\n", lines),
                "Mend the file, then check it: pulsectl config check " + file);
    }

    /** For people: every problem on a line, then a line with the verdict. Ends in a line end. */
    public String report() {
        StringBuilder report = new StringBuilder();
        problems.forEach(p -> report.append(p).append('\n'));
        report.append(file).append(": ").append(verdict()).append('\n');
        return report.toString();
    }

    private String verdict() {
        String warnings = counted(warnings().size(), "warning");
        if (isValid()) {
            return warnings().isEmpty() ? "valid" : "valid, " + warnings;
        }
        String errors = counted(errors().size(), "error");
        return warnings().isEmpty() ? "not usable, " + errors : "not usable, " + errors + ", " + warnings;
    }

    private static String counted(int count, String thing) {
        return count + " " + thing + (count == 1 ? "" : "s");
    }
}
