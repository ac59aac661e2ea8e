package io.thingconnect.pulse.backupd.rescue;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.error.Nearest;
import io.thingconnect.pulse.backupd.restore.tables.Tables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

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
        Set<Tables> tables,
        List<String> paths) {
    static final String USAGE = """
            usage: pulse-restore [options] LABEL | latest | --at TIME | --from-file FILE
                   pulse-restore [--root DIR] --undo [--yes]
                   pulse-restore [--root DIR] --status [--json]
                   pulse-restore [--root DIR] --recover
                   pulse-restore [--root DIR] --bootstrap [--from DIR | --config FILE [--destination NAME]] [--host HOST]
                                 [--passphrase-file FILE] [--dry-run] [--yes] [--json]
                   pulse-restore [--root DIR] --serve

            Puts a backup in the place of what is there: unpacks and proves it beside, stops the services, exchanges, starts
            them again. What was there before is kept, and --undo brings it back. Works without the daemon and its catalog.

            With latest and --at each component comes from the newest backup that holds it; a LABEL means that one alone.

              --at TIME            the newest backups at or before TIME, for example "2024-01-15 14:30:00"
              --timeline N         with --at: of this timeline, instead of the newest one that has a backup
              --from-file FILE     what a script made: a SQLite database, or a .tar, .tar.gz or .tar.zst of the directories
              --job JOB            only backups of this job
              --destination NAME   only copies at this destination
              --host HOST          where boxes have a directory each: read this one's instead of this box's
              --only COMPONENT     database, configuration, state, certificates, scripts or logs; may be repeated
              --only users         accounts and roles alone, or settings: merged into the database that is there
              --path PATH          only this path with all below it; may be repeated
              --own-config         replace backup.yaml too, instead of putting the restored one beside it
              --passphrase-file FILE   opens encrypted backups, one a line, besides what backup.yaml says; where backup.yaml refers
                                   to secrets that are lost, this works all the same; --bootstrap asks where it is not given
              --no-safety-backup   do not back up what is there first
              --dry-run            show the plan, and end
              --yes                do not ask

              --undo               bring back what the newest restore replaced
              --status             show what restores did, and whether one was interrupted
              --serve              answer pulsectl restore at the socket that systemd passes on; end when nobody asks
              --recover            finish or take back a restore that was interrupted (--boot: leave services to systemd)

              --bootstrap          a new box in the place of a lost one: restore the newest state that DIR, or the destination
                                   of FILE, holds, our own backup.yaml with it

              --root DIR           take every absolute path below DIR; services are not touched
              --config FILE        read FILE instead of /etc/thingconnect-pulse/backup.yaml
              --json               print one JSON object
              --progress           say what is being done, as it is done, and not the plan
              --help               print this, and end

            example: pulse-restore latest --only database --dry-run
            """;

    private static final Set<String> WITH_VALUE = Set.of(
            "--root",
            "--config",
            "--at",
            "--timeline",
            "--from-file",
            "--job",
            "--destination",
            "--host",
            "--passphrase-file",
            "--only",
            "--path");
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
            "--serve",
            "--progress",
            "--attended",
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
        Set<Tables> tables = EnumSet.noneOf(Tables.class);
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            int equals = word.indexOf('=');
            String name = word.startsWith("--") && equals > 0 ? word.substring(0, equals) : word;
            if (WITHOUT.contains(word)) {
                flags.add(word);
            } else if (WITH_VALUE.contains(name)) {
                String value = name.equals(word) ? next(words, ++i, word) : word.substring(equals + 1);
                if (name.equals("--only")) {
                    only(value, components, tables);
                } else {
                    take(name, value, values, paths);
                }
            } else if (word.equals("--from")) {
                throw usage(word + " goes with --bootstrap");
            } else if (word.startsWith("-") || label.isPresent()) {
                throw usage(word.startsWith("-") ? "unknown option '" + word + "'" : "too many labels: '" + word + "'");
            } else {
                label = Optional.of(word);
            }
        }
        return checked(new Arguments(
                action(flags),
                label,
                values,
                flags,
                Collections.unmodifiableSet(components),
                Collections.unmodifiableSet(tables),
                List.copyOf(paths)));
    }

    private static String next(List<String> words, int index, String option) throws BackupException {
        if (index >= words.size() || words.get(index).isEmpty()) {
            throw usage("option " + option + " needs a value");
        }
        return words.get(index);
    }

    private static void only(String value, Set<Component> components, Set<Tables> tables) throws BackupException {
        for (String word : value.split(",")) {
            Optional<Tables> some = Tables.parse(word);
            some.ifPresent(tables::add);
            if (some.isEmpty()) {
                components.add(Component.parse(word).orElseThrow(() -> noPart(word)));
            }
        }
    }

    private static BackupException noPart(String word) {
        List<String> known = Stream.concat(
                        Arrays.stream(Component.values()).map(Component::word),
                        Arrays.stream(Tables.values()).map(Tables::word))
                .toList();
        return new BackupException(
                ErrorCode.INVALID_PARAMETER,
                "there is no component '" + word + "'",
                Nearest.question(word, known) + "There are: " + String.join(", ", known) + ".");
    }

    private static void take(String name, String value, Map<String, String> values, List<String> paths)
            throws BackupException {
        if (name.equals("--path")) {
            paths.add(path(value));
        } else if (values.put(name, value) != null) {
            throw usage("option " + name + " is given twice");
        }
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
        long names = Stream.of("--at", "--from-file")
                        .filter(arguments.values::containsKey)
                        .count()
                + (arguments.label.isPresent() ? 1 : 0);
        if (arguments.action == Action.RESTORE && names != 1) {
            throw usage("a restore wants a label, --at TIME or --from-file FILE");
        }
        boolean searches = arguments.values.containsKey("--job") || arguments.values.containsKey("--destination");
        if (arguments.values.containsKey("--from-file") && searches) {
            throw usage("a file is of no job and at no destination");
        }
        boolean locked = arguments.action == Action.RESTORE && !arguments.values.containsKey("--from-file");
        if (arguments.values.containsKey("--passphrase-file") && !locked && arguments.action != Action.HELP) {
            throw usage("--passphrase-file goes with the restore of a backup, or with --bootstrap");
        }
        boolean files = !arguments.components.isEmpty() || !arguments.paths.isEmpty();
        if (files && !arguments.tables.isEmpty()) {
            throw usage("users and settings are merged by themselves, without --path or another --only");
        }
        boolean selects = files || !arguments.tables.isEmpty();
        boolean other = names > 0 || selects;
        if (arguments.action != Action.RESTORE && arguments.action != Action.HELP && other) {
            throw usage("a restore is undone, shown or recovered as a whole");
        }
        String timeline = arguments.values.getOrDefault("--timeline", "1");
        boolean alone = arguments.values.containsKey("--timeline") && !arguments.values.containsKey("--at");
        if (!timeline.matches("[1-9]\\d{0,8}") || alone) {
            throw usage("--timeline wants a number from 1 on, and goes with --at");
        }
        return arguments;
    }

    OptionalInt timeline() {
        String text = values.get("--timeline");
        return text == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text));
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
