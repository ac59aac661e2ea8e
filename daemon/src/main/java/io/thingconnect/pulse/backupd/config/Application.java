package io.thingconnect.pulse.backupd.config;

import java.nio.file.Path;
import java.util.List;

/**
 * What is protected.
 *
 * @param databases main files
 * @param exclude globs; one with a slash is relative to its tree, one without matches any name
 */
public record Application(
        List<Path> databases,
        List<Path> configuration,
        List<Path> state,
        List<Path> certificates,
        List<Path> scripts,
        List<Path> logs,
        List<String> exclude) {

    public Application {
        databases = List.copyOf(databases);
        configuration = List.copyOf(configuration);
        state = List.copyOf(state);
        certificates = List.copyOf(certificates);
        scripts = List.copyOf(scripts);
        logs = List.copyOf(logs);
        exclude = List.copyOf(exclude);
    }
}
