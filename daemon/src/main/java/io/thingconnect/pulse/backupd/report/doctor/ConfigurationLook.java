package io.thingconnect.pulse.backupd.report.doctor;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The configuration as it stands against the one in force, and who is told of alarms. */
public final class ConfigurationLook implements Check {
    private final Path file;
    private final Source source;

    public ConfigurationLook(Path file, Source source) {
        this.file = requireNonNull(file, "file is null");
        this.source = requireNonNull(source, "source is null");
    }

    /** What is known of it. */
    public interface Source {
        /** Why the file as it stands at this moment cannot be used; "" where it can. */
        String error();

        /** What the file in force asks for and this version does not do, with places. */
        List<String> warnings();

        /** Names of those who are told of alarms. */
        List<String> channels();
    }

    @Override
    public String name() {
        return "the configuration";
    }

    @Override
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        String error = source.error();
        findings.add(
                error.isEmpty()
                        ? Finding.ok(FindingId.CONFIG_REJECTED, file.toString(), "valid")
                        : Finding.error(
                                FindingId.CONFIG_REJECTED,
                                file.toString(),
                                error.lines().findFirst().orElse(error),
                                "pulsectl config check; sudo pulsectl reload"));
        List<String> warnings = source.warnings();
        warnings.forEach(warning -> findings.add(
                Finding.notice(FindingId.CONFIG_WARNING, file.toString(), warning, "pulsectl config check")));
        if (warnings.isEmpty()) {
            findings.add(Finding.ok(FindingId.CONFIG_WARNING, file.toString(), "everything it asks for is done"));
        }
        List<String> channels = source.channels();
        findings.add(
                channels.isEmpty()
                        ? Finding.notice(
                                FindingId.CHANNELS_NONE,
                                "",
                                "nobody is told of alarms: backup.yaml has no notifications",
                                new Commands(List.of(), file).edit())
                        : Finding.ok(FindingId.CHANNELS_NONE, "", "told of alarms: " + String.join(", ", channels)));
        return findings;
    }
}
