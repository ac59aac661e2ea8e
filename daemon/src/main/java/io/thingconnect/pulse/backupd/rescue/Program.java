package io.thingconnect.pulse.backupd.rescue;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.restore.FileSteps;
import io.thingconnect.pulse.backupd.restore.InPlaceRestore;
import io.thingconnect.pulse.backupd.restore.RestoreRecord;
import io.thingconnect.pulse.backupd.restore.Selection;
import io.thingconnect.pulse.backupd.restore.Surroundings;
import io.thingconnect.pulse.backupd.restore.Units;
import io.thingconnect.pulse.backupd.schedule.PointInTime;
import io.thingconnect.pulse.backupd.system.Work;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code pulse-restore} from its command line to its exit status. */
final class Program {
    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final Terminal terminal;
    private final Map<String, String> environment;
    private final FileSteps steps;
    private final SafetyBackup safety;
    private final Clock clock;

    /** @param steps {@link FileSteps#unwatched} but in tests */
    Program(Terminal terminal, Map<String, String> environment, FileSteps steps, SafetyBackup safety, Clock clock) {
        this.terminal = requireNonNull(terminal, "terminal is null");
        this.environment = Map.copyOf(environment);
        this.steps = requireNonNull(steps, "steps is null");
        this.safety = requireNonNull(safety, "safety is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    int run(List<String> words) {
        boolean json = words.contains("--json");
        try {
            if (words.contains("--bootstrap")) {
                return new Bootstrap(terminal, environment, box -> engine(box, false))
                        .run(BootstrapArguments.parse(words));
            }
            Arguments arguments = Arguments.parse(words);
            if (arguments.action() == Arguments.Action.HELP) {
                terminal.out().print(Arguments.USAGE);
                return 0;
            }
            Box box = Box.load(arguments.root(), arguments.value("--config").map(Path::of), environment);
            return switch (arguments.action()) {
                case RESTORE -> restore(arguments, box);
                case UNDO -> undo(arguments, box);
                case STATUS -> status(arguments, box);
                case RECOVER -> recover(arguments, box);
                case HELP -> 0;
            };
        } catch (BackupException e) {
            terminal.err().println("pulse-restore: " + e.getMessage());
            if (!e.hint().isEmpty()) {
                terminal.err().println("hint: " + e.hint());
            }
            if (json) {
                terminal.out().print(Report.json(Report.failure(e)));
            }
            return e.code().exitStatus();
        }
    }

    private InPlaceRestore engine(Box box, boolean boot) {
        return new InPlaceRestore(box.trees(), box.state(), surroundings(box, boot), steps, clock);
    }

    private Surroundings surroundings(Box box, boolean boot) {
        List<Path> searched = Arrays.stream(
                        environment.getOrDefault("PATH", DEFAULT_PATH).split(":"))
                .filter(directory -> !directory.isEmpty())
                .map(Path::of)
                .toList();
        boolean services = !box.isSandbox() && !boot;
        Units units =
                services ? new SystemctlUnits(List.of("systemctl"), Path.of("/etc/systemd/system")) : Units.none();
        return new Surroundings(
                units,
                box.restore().services(),
                box.restore().stopTimeout(),
                new ValidateCommand(box.restore().validateCommand(), searched),
                services ? new HealthProbe(box.restore().health()) : Surroundings.Check.none());
    }

    private int restore(Arguments arguments, Box box) throws BackupException {
        InPlaceRestore engine = engine(box, false);
        Optional<Instant> wanted = Optional.empty();
        if (arguments.value("--at").isPresent()) {
            wanted = Optional.of(PointInTime.parse(arguments.value("--at").get(), box.zone()));
        }
        BackupFinder.Found found = find(arguments, box, wanted);
        Manifest manifest = found.chain().manifest();
        InPlaceRestore.Request request =
                new InPlaceRestore.Request(found.chain(), selection(arguments), arguments.has("--own-config"));
        InPlaceRestore.Plan plan = engine.plan(request);
        List<String> notes = new ArrayList<>(found.notes());
        notes.addAll(plan.notes());
        notes.addAll(SchemaVersions.differences(manifest, plan.databases(), box.root()));
        terminal.err()
                .print(Report.plan(
                        manifest, found.chain().destination(), plan, notes, wanted, box.zone(), clock.instant()));
        if (arguments.has("--dry-run")) {
            return answered(arguments, plan(manifest, found, plan, notes));
        }
        if (!agreed(arguments, "Replace what is there?")) {
            return refused();
        }
        if (box.restore().safetyBackup() && !arguments.has("--no-safety-backup")) {
            terminal.err().println("safety backup: " + safety.take());
        }
        RestoreRecord record = engine.restore(request, new Work());
        expire(engine, box);
        return answered(arguments, record, box);
    }

    private BackupFinder.Found find(Arguments arguments, Box box, Optional<Instant> wanted) throws BackupException {
        BackupFinder finder = BackupFinder.at(
                box.destinations(arguments.value("--destination"), arguments.value("--host")),
                arguments.value("--job"),
                box.zone());
        if (wanted.isPresent()) {
            return finder.at(wanted.get(), clock.instant());
        }
        String label = arguments.label().orElseThrow();
        return label.equals("latest") ? finder.latest() : finder.byLabel(label);
    }

    private static Selection selection(Arguments arguments) {
        Selection all = Selection.everything();
        return new Selection(
                arguments.components().isEmpty() ? all.components() : arguments.components(), arguments.paths());
    }

    private static Map<String, Object> plan(
            Manifest manifest, BackupFinder.Found found, InPlaceRestore.Plan plan, List<String> notes) {
        return Map.of(
                "label", manifest.label().toString(),
                "destination", found.chain().destination(),
                "takenAt", manifest.takenAt().toString(),
                "components", plan.components(),
                "entries", plan.files(),
                "neededBytes", plan.neededBytes(),
                "databases", plan.databases(),
                "removed", plan.removed(),
                "notes", notes);
    }

    /** The restore is done; that an older state could not be removed does not make it undone. */
    private void expire(InPlaceRestore engine, Box box) {
        InPlaceRestore.KeepPrevious keep = new InPlaceRestore.KeepPrevious(
                box.restore().keepLast(), box.restore().keepWithin());
        try {
            engine.expirePrevious(keep).forEach(path -> terminal.err().println("removed: " + path));
        } catch (BackupException e) {
            terminal.err().println("warning: " + e.getMessage());
        }
    }

    private int undo(Arguments arguments, Box box) throws BackupException {
        InPlaceRestore engine = engine(box, false);
        Optional<RestoreRecord> newest =
                engine.history().stream().filter(RestoreRecord::isRestored).reduce((older, newer) -> newer);
        newest.ifPresent(record -> terminal.err().print("undo " + Report.record(record, box.zone())));
        if (newest.isPresent() && !agreed(arguments, "Bring back what was there before it?")) {
            return refused();
        }
        return answered(arguments, engine.undo(new Work()), box);
    }

    private int status(Arguments arguments, Box box) throws BackupException {
        List<RestoreRecord> history = engine(box, false).history();
        if (arguments.has("--json")) {
            return answered(arguments, Report.status(history));
        }
        if (history.isEmpty()) {
            terminal.out().println("nothing was ever restored in place");
        }
        for (int i = history.size() - 1; i >= 0; i--) {
            terminal.out().print(Report.record(history.get(i), box.zone()));
        }
        return 0;
    }

    private int recover(Arguments arguments, Box box) throws BackupException {
        Optional<RestoreRecord> record = engine(box, arguments.has("--boot")).recover();
        if (record.isEmpty()) {
            terminal.err().println("no restore was interrupted");
            return arguments.has("--json") ? answered(arguments, Map.of()) : 0;
        }
        return answered(arguments, record.get(), box);
    }

    private boolean agreed(Arguments arguments, String question) throws BackupException {
        if (arguments.has("--yes")) {
            return true;
        }
        if (terminal.answers().isEmpty()) {
            throw new BackupException(
                    ErrorCode.INVALID_PARAMETER,
                    "nobody can be asked: this is no terminal, and --yes is not given",
                    "Look at the plan with --dry-run, then give --yes.");
        }
        String answer = terminal.answers().get().ask(question + " [y/N] ").strip();
        return Set.of("y", "yes").contains(answer.toLowerCase(Locale.ROOT));
    }

    private int refused() {
        terminal.err().println("nothing was changed");
        return ErrorCode.CANCELLED.exitStatus();
    }

    private int answered(Arguments arguments, RestoreRecord record, Box box) {
        if (arguments.has("--json")) {
            return answered(arguments, Report.fields(record));
        }
        terminal.out().print(Report.record(record, box.zone()));
        return 0;
    }

    private int answered(Arguments arguments, Map<String, Object> fields) {
        if (arguments.has("--json")) {
            terminal.out().print(Report.json(fields));
        }
        return 0;
    }
}
