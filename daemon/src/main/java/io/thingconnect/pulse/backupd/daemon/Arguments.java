package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The command line of {@code pulse-backupd}.
 *
 * @param config the file to read; empty: the usual one below the root
 */
record Arguments(Action action, Path root, Optional<Path> config) {
    static final String USAGE = """
            usage: pulse-backupd [--root DIR] [--config FILE]
                   pulse-backupd [--root DIR] --validate-config [FILE]
                   pulse-backupd [--root DIR] --needs
                   pulse-backupd --version

            Keeps a ThingConnect Pulse server recoverable. Stays in the foreground; systemd starts it as
            thingconnect-pulse-backup.service, pulsectl asks it.

              --root DIR               take every absolute path below DIR
              --config FILE            read FILE instead of /etc/thingconnect-pulse/backup.yaml
              --validate-config [FILE] say what is wrong with the configuration, and end (status 0: it can be used)
              --needs                  print the directories and the network that the configuration asks for, and end
              --version                print the version, and end
              --help                   print this, and end

            example: pulse-backupd --validate-config /etc/thingconnect-pulse/backup.yaml
            """;

    enum Action {
        RUN,
        VALIDATE,
        NEEDS,
        VERSION,
        HELP
    }

    static Arguments parse(List<String> words) throws BackupException {
        Action action = Action.RUN;
        Path root = Path.of("/");
        Optional<Path> config = Optional.empty();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            boolean followed = i + 1 < words.size() && !words.get(i + 1).startsWith("--");
            switch (word) {
                case "--root" -> root = path(words, ++i, word);
                case "--config" -> config = Optional.of(path(words, ++i, word));
                case "--validate-config" -> {
                    action = Action.VALIDATE;
                    if (followed) {
                        config = Optional.of(path(words, ++i, word));
                    }
                }
                case "--needs" -> action = Action.NEEDS;
                case "--version" -> action = Action.VERSION;
                case "--help", "-h" -> action = Action.HELP;
                default -> throw usage("unknown option '" + word + "'");
            }
        }
        return new Arguments(action, root, config);
    }

    private static Path path(List<String> words, int index, String option) throws BackupException {
        if (index >= words.size() || words.get(index).isEmpty()) {
            throw usage("option " + option + " needs a path");
        }
        return Path.of(words.get(index)).toAbsolutePath().normalize();
    }

    private static BackupException usage(String what) {
        return new BackupException(ErrorCode.INVALID_PARAMETER, what, "See: pulse-backupd --help");
    }
}
