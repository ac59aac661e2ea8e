package io.thingconnect.pulse.backupd.rescue;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.encryption.Passphrase;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.restore.inplace.FileSteps;
import io.thingconnect.pulse.backupd.restore.inplace.InPlaceRestore;
import io.thingconnect.pulse.backupd.restore.inplace.RestoreRecord;
import io.thingconnect.pulse.backupd.restore.inplace.Standing;
import io.thingconnect.pulse.backupd.restore.inplace.Surroundings;
import io.thingconnect.pulse.backupd.restore.inplace.Timeline;
import io.thingconnect.pulse.backupd.restore.inplace.Units;
import io.thingconnect.pulse.backupd.schedule.PointInTime;
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
            Box box = box(arguments);
            return switch (arguments.action()) {
                case RESTORE -> restore(arguments, box);
                case UNDO -> undo(arguments, box);
                case STATUS -> status(arguments, box);
                case RECOVER -> recover(arguments, box);
                case HELP -> 0;
            };
        } catch (BackupException e) {
            // Whoever attends takes it from the answer, and would show it twice.
            if (!words.contains("--attended")) {
                terminal.err().println("pulse-restore: " + e.getMessage());
                if (!e.hint().isEmpty()) {
                    terminal.err().println("hint: " + e.hint());
                }
            }
            if (json) {
                terminal.out().print(Report.json(Report.failure(e)));
            }
            return e.code().exitStatus();
        }
    }

    /** Who brings the passphrase along may have lost the credentials that the configuration refers to. */
    private Box box(Arguments arguments) throws BackupException {
        Optional<Path> config = arguments.value("--config").map(Path::of);
        Optional<Path> secrets = arguments.value("--passphrase-file").map(Path::of);
        if (secrets.isEmpty()) {
            return Box.load(arguments.root(), config, environment);
        }
        List<Passphrase> given = Unlocking.of(terminal, secrets).known();
        try {
            return Box.load(arguments.root(), config, environment).with(given);
        } catch (BackupException e) {
            Box box = Box.withoutSecrets(arguments.root(), config, environment).with(given);
            terminal.err().println("warning: " + e.getMessage());
            return box;
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
                services
                        ? new HealthProbe(box.restore().health(), box.restore().services())
                        : Surroundings.Check.none());
    }

    private int restore(Arguments arguments, Box box) throws BackupException {
        InPlaceRestore engine = engine(box, false);
        Optional<Instant> wanted = Optional.empty();
        if (arguments.value("--at").isPresent()) {
            wanted = Optional.of(PointInTime.parse(arguments.value("--at").get(), box.zone()));
        }
        try (Chosen chosen = Chosen.of(arguments, box, wanted, clock.instant())) {
            return restore(arguments, box, chosen, engine, wanted);
        }
    }

    private int restore(Arguments arguments, Box box, Chosen chosen, InPlaceRestore engine, Optional<Instant> wanted)
            throws BackupException {
        InPlaceRestore.Request request = new InPlaceRestore.Request(
                chosen.origin(),
                chosen.selection(arguments),
                arguments.has("--own-config"),
                arguments.tables(),
                chosen.newestTimeline());
        InPlaceRestore.Plan plan = engine.plan(request);
        List<String> notes = new ArrayList<>(chosen.notes());
        notes.addAll(plan.notes());
        notes.addAll(SchemaVersions.differences(request.origin(), plan.databases(), box.root()));
        if (!arguments.has("--progress")) {
            terminal.err().print(PlanText.of(chosen, arguments, plan, notes, wanted, box.zone(), clock.instant()));
        }
        if (arguments.has("--dry-run")) {
            return answered(arguments, PlanText.fields(chosen, plan, notes));
        }
        if (!agreed(arguments, "Replace what is there?")) {
            return refused();
        }
        boolean backup = box.restore().safetyBackup() && !arguments.has("--no-safety-backup");
        // Beside a restore that is still open no backup is made, and the engine refuses another.
        if (backup && engine.history().stream().allMatch(RestoreRecord::closed)) {
            terminal.err().println("safety backup: asking the daemon for one (without: --no-safety-backup)");
            String taken = ProgressLines.during(terminal.err(), work -> {
                if (arguments.has("--attended")) {
                    Attendance.cancelWhenGone(System.in, work);
                }
                String said = safety.take(box.controlSocket(), chosen.name(), chosen.labels(), work);
                work.check();
                return said;
            });
            terminal.err().println("safety backup: " + taken);
        }
        RestoreRecord record = restored(engine, request, box);
        expire(engine, box);
        return answered(arguments, record, box);
    }

    /** Who reads that it failed wants to know first what stands there now. */
    private RestoreRecord restored(InPlaceRestore engine, InPlaceRestore.Request request, Box box)
            throws BackupException {
        try {
            return ProgressLines.during(terminal.err(), work -> engine.restore(request, work));
        } catch (BackupException e) {
            terminal.err()
                    .println(
                            Standing.of(box.state()) instanceof Standing.Closed
                                    ? "nothing is changed: what was there before is in place"
                                    : "a restore is open, see it with: pulse-restore --status");
            throw e;
        }
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
        if (!arguments.has("--progress")) {
            newest.ifPresent(record -> terminal.err().print("undo " + Report.record(record, box.zone())));
        }
        if (arguments.has("--dry-run")) {
            return newest.isPresent()
                    ? answered(arguments, Report.fields(newest.get()))
                    : answered(arguments, Map.of());
        }
        if (newest.isPresent() && !agreed(arguments, "Bring back what was there before it?")) {
            return refused();
        }
        return answered(arguments, ProgressLines.during(terminal.err(), engine::undo), box);
    }

    private int status(Arguments arguments, Box box) throws BackupException {
        List<RestoreRecord> history = engine(box, false).history();
        if (arguments.has("--json")) {
            Map<String, Object> status = Report.status(history);
            status.put("timeline", Timeline.of(box.state()).number());
            return answered(arguments, status);
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
