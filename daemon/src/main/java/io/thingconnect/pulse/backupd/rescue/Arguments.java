package io.thingconnect.pulse.backupd.rescue;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The command line of {@code pulse-restore}.
 *
 * @param values of options that have one
 * @param flags options that have none
 * @param paths relative to the root
 */
record Arguments(
        Action action,
        Optional<String> label,
        Map<String, String> values,
        Set<String> flags,
        Set<Component> components,
        List<String> paths) {
    static final String USAGE = """
            usage: pulse-restore [options] LABEL | latest | --at TIME
                   pulse-restore [--root DIR] --undo [--yes]
                   pulse-restore [--root DIR] --status [--json]
                   pulse-restore [--root DIR] --recover
                   pulse-restore [--root DIR] --bootstrap [--from DIR | --config FILE [--destination NAME]] [--host HOST]
                                 [--dry-run] [--yes] [--json]

            Puts a backup in the place of what is there: unpacks and proves it beside, stops the services, exchanges, starts
            them again. What was there before is kept, and --undo brings it back. Works without the daemon and its catalog.

              --at TIME            the newest backup at or before TIME, for example "2024-01-15 14:30:00"
              --job JOB            only backups of this job
              --destination NAME   only copies at this destination
              --host HOST          where boxes have a directory each: read this one's instead of this box's
              --only COMPONENT     database, configuration, state, certificates, scripts or logs; may be repeated
              --path PATH          only this path with all below it; may be repeated
              --own-config         replace backup.yaml too, instead of putting the restored one beside it
              --no-safety-backup   do not back up what is there first
              --dry-run            show the plan, and end
              --yes                do not ask

              --undo               bring back what the newest restore replaced
              --status             show what restores did, and whether one was interrupted
              --recover            finish or take back a restore that was interrupted (--boot: leave services to systemd)

              --bootstrap          a new box in the place of a lost one: restore the newest state that DIR, or the destination
                                   of FILE, holds, our own backup.yaml with it

              --root DIR           take every absolute path below DIR; services are not touched
              --config FILE        read FILE instead of /etc/thingconnect-pulse/backup.yaml
              --json               print one JSON object
              --help               print this, and end

            example: pulse-restore latest --only database --dry-run
            """;

    private static final Set<String> WITH_VALUE =
            Set.of("--root", "--config", "--at", "--job", "--destination", "--host", "--only", "--path");
    private static final Set<String> WITHOUT = Set.of(
            "--yes",
            "--dry-run",
            "--no-safety-backup",
            "--own-config",
            "--json",
            "--undo",
            "--status",
            "--recover",
            "--boot",
            "--help");

    enum Action {
        RESTORE,
        UNDO,
        STATUS,
        RECOVER,
        HELP
    }

    static Arguments parse(List<String> words) throws BackupException {
        Optional<String> label = Optional.empty();
        Map<String, String> values = new HashMap<>();
        Set<String> flags = new HashSet<>();
        Set<Component> components = EnumSet.noneOf(Component.class);
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            int equals = word.indexOf('=');
            String name = word.startsWith("--") && equals > 0 ? word.substring(0, equals) : word;
            if (WITHOUT.contains(word)) {
                flags.add(word);
            } else if (WITH_VALUE.contains(name)) {
                String value = name.equals(word) ? next(words, ++i, word) : word.substring(equals + 1);
                take(name, value, values, components, paths);
            } else if (word.equals("--from")) {
                throw usage("--from goes with --bootstrap");
            } else if (word.startsWith("-") || label.isPresent()) {
                throw usage(word.startsWith("-") ? "unknown option '" + word + "'" : "too many labels: '" + word + "'");
            } else {
                label = Optional.of(word);
            }
        }
        return checked(new Arguments(
                action(flags), label, values, flags, Collections.unmodifiableSet(components), List.copyOf(paths)));
    }

    private static String next(List<String> words, int index, String option) throws BackupException {
        if (index >= words.size() || words.get(index).isEmpty()) {
            throw usage("option " + option + " needs a value");
        }
        return words.get(index);
    }

    private static void take(
            String name, String value, Map<String, String> values, Set<Component> components, List<String> paths)
            throws BackupException {
        switch (name) {
            case "--only" -> {
                for (String word : value.split(",")) {
                    components.add(Component.parse(word).orElseThrow(() -> component(word)));
                }
            }
            case "--path" -> paths.add(path(value));
            default -> {
                if (values.put(name, value) != null) {
                    throw usage("option " + name + " is given twice");
                }
            }
        }
    }

    private static BackupException component(String word) {
        boolean table = word.equals("users") || word.equals("settings");
        return table
                ? new BackupException(
                        ErrorCode.NOT_SUPPORTED,
                        "'" + word + "' are tables of the database, and this version does not restore tables alone",
                        "Restore the database: --only database")
                : usage("there is no component '" + word + "'");
    }

    private static String path(String text) throws BackupException {
        String path = Path.of("/").resolve(text).normalize().toString().substring(1);
        if (path.isEmpty()) {
            throw usage("--path wants a path below the root");
        }
        return path;
    }

    private static Action action(Set<String> flags) throws BackupException {
        List<Action> wanted = new ArrayList<>();
        if (flags.contains("--help")) {
            return Action.HELP;
        }
        for (Action action : List.of(Action.UNDO, Action.STATUS, Action.RECOVER)) {
            if (flags.contains("--" + action.name().toLowerCase(java.util.Locale.ROOT))) {
                wanted.add(action);
            }
        }
        if (wanted.size() > 1) {
            throw usage("--undo, --status and --recover exclude each other");
        }
        return wanted.isEmpty() ? Action.RESTORE : wanted.get(0);
    }

    private static Arguments checked(Arguments arguments) throws BackupException {
        boolean names = arguments.label.isPresent() != arguments.values.containsKey("--at");
        if (arguments.action == Action.RESTORE && !names) {
            throw usage("a restore wants either a label or --at TIME");
        }
        boolean selects = !arguments.components.isEmpty() || !arguments.paths.isEmpty();
        boolean other = arguments.label.isPresent() || arguments.values.containsKey("--at") || selects;
        if (arguments.action != Action.RESTORE && arguments.action != Action.HELP && other) {
            throw usage("a restore is undone, shown or recovered as a whole");
        }
        return arguments;
    }

    boolean has(String flag) {
        return flags.contains(flag);
    }

    Optional<String> value(String option) {
        return Optional.ofNullable(values.get(option));
    }

    Path root() {
        return Path.of(values.getOrDefault("--root", "/")).toAbsolutePath().normalize();
    }

    static BackupException usage(String what) {
        return new BackupException(ErrorCode.INVALID_PARAMETER, what, "See: pulse-restore --help");
    }
}
