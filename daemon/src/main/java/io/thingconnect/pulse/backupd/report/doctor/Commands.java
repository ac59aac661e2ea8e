package io.thingconnect.pulse.backupd.report.doctor;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Commands that name what this box calls its own: the application's services, and our configuration.
 *
 * @param services of the application, in the order they are started in; may be empty
 * @param config the file that is in force
 */
public record Commands(List<String> services, Path config) {
    public Commands {
        services = List.copyOf(services);
        requireNonNull(config, "config is null");
    }

    /** Starts the application again, which then puts its database in order. */
    String restart(Path db) {
        return services.isEmpty() ? holders(db) : "sudo systemctl restart " + words(services);
    }

    /** Does something while the application is stopped. */
    String whileStopped(String command) {
        if (services.isEmpty()) {
            return command;
        }
        List<String> reversed = new ArrayList<>(services);
        Collections.reverse(reversed);
        return "sudo systemctl stop " + words(reversed) + "; " + command + "; sudo systemctl start " + words(services);
    }

    /** Changes the configuration. */
    String edit() {
        return "sudoedit " + Say.quoted(config) + " && sudo pulsectl reload";
    }

    /** Changes the secrets that it refers to. */
    String editSecrets() {
        return "sudoedit " + Say.quoted(config.resolveSibling("backup.env")) + " && sudo pulsectl reload";
    }

    /** Where no service is configured, nobody can be named who has to be started again. */
    private static String holders(Path db) {
        return "sudo fuser -v " + Say.quoted(db);
    }

    private static String words(List<String> services) {
        return services.stream().map(Say::quoted).collect(Collectors.joining(" "));
    }
}
