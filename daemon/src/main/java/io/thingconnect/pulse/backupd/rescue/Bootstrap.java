package io.thingconnect.pulse.backupd.rescue;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.restore.PathReader;
import io.thingconnect.pulse.backupd.restore.inplace.BackupOrigin;
import io.thingconnect.pulse.backupd.restore.inplace.InPlaceRestore;
import io.thingconnect.pulse.backupd.restore.inplace.Selection;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A new box in the place of one that is lost: from a destination alone, the newest backup of the database and of everything
 * else is restored in place as one transaction, our own configuration with it, which is read beforehand because it says where
 * things belong. No daemon is needed, none may be trusted: it knows nothing yet.
 */
final class Bootstrap {
    private static final Pattern CREDENTIAL = Pattern.compile("\\$\\{credential:([A-Za-z0-9._-]+)}");

    private static final String SCRATCH = "var/lib/thingconnect-pulse-backup/spool";

    private final Terminal terminal;
    private final Map<String, String> environment;
    private final Function<Box, InPlaceRestore> engines;

    Bootstrap(Terminal terminal, Map<String, String> environment, Function<Box, InPlaceRestore> engines) {
        this.terminal = requireNonNull(terminal, "terminal is null");
        this.environment = Map.copyOf(environment);
        this.engines = requireNonNull(engines, "engines is null");
    }

    /** What is restored. */
    private record Wanted(BackupFinder.Found found, int newestTimeline) {
        List<BackupOrigin.Part> parts() {
            return found.parts();
        }
    }

    int run(BootstrapArguments arguments) throws BackupException {
        Path root = arguments.root();
        KeptHosts.Kept kept = chosen(arguments, root);
        BackupFinder finder = BackupFinder.at(List.of(kept.destination()), Optional.empty(), ZoneId.systemDefault());
        // The newest that holds the database; for what it does not hold, the newest one that does.
        Wanted wanted = new Wanted(finder.latest(EnumSet.allOf(Component.class)), finder.newestTimeline());
        terminal.err()
                .println("host " + kept.host() + ", from "
                        + kept.destination().storage().location());
        wanted.parts()
                .forEach(part -> terminal.err()
                        .println("  " + part.chain().manifest().label() + " of "
                                + part.chain().manifest().takenAt() + ": " + words(part.components())));
        wanted.found().notes().forEach(note -> terminal.err().println("note: " + note));
        if (arguments.has("--dry-run")) {
            return answer(arguments, kept, secrets(wanted, ""), wanted, List.of());
        }
        if (!arguments.has("--yes") && !yes("Restore that in place, below " + root + "?")) {
            terminal.err().println("nothing was changed");
            return ErrorCode.CANCELLED.exitStatus();
        }
        Optional<byte[]> own = configuration(wanted, root);
        byte[] text = own.orElseGet(() -> minimal(kept).getBytes(StandardCharsets.UTF_8));
        Box box = box(root, text);
        InPlaceRestore.Request request = new InPlaceRestore.Request(
                BackupOrigin.of(wanted.parts()),
                Selection.everything(),
                own.isPresent(),
                Set.of(),
                wanted.newestTimeline());
        ProgressLines.during(terminal.err(), work -> engines.apply(box).restore(request, work));
        if (own.isEmpty()) {
            putUnlessThere(root.resolve(Box.OWN), text);
        }
        return answer(arguments, kept, secrets(wanted, new String(text, StandardCharsets.UTF_8)), wanted, next(box));
    }

    private KeptHosts.Kept chosen(BootstrapArguments arguments, Path root) throws BackupException {
        List<KeptHosts.Kept> all = new ArrayList<>();
        Optional<String> host = arguments.value("--host");
        Unlocking unlocking =
                Unlocking.of(terminal, arguments.value("--passphrase-file").map(Path::of));
        if (arguments.value("--config").isPresent()) {
            Box box = Box.load(root, arguments.value("--config").map(Path::of), environment);
            for (Destination each : box.destinations(arguments.value("--destination"), host)) {
                KeptHosts.newest(each, unlocking).ifPresent(all::add);
            }
        } else {
            Optional<String> from = arguments.value("--from");
            Path directory = Path.of(from.isPresent() ? from.get() : ask("Where are the backups? A directory: "));
            all.addAll(KeptHosts.in(directory.toAbsolutePath().normalize(), host, unlocking));
        }
        List<KeptHosts.Kept> fitting = all.stream()
                .filter(kept -> host.isEmpty() || kept.host().equals(host.get()))
                .toList();
        all.forEach(kept -> terminal.err()
                .println("found host " + kept.host() + ", newest backup "
                        + kept.newest().label()));
        if (fitting.isEmpty()) {
            throw new BackupException(
                    ErrorCode.BACKUP_NOT_FOUND,
                    "there is no backup of host '" + host.orElse("") + "' there",
                    "Found are: " + hosts(all));
        }
        if (new TreeSet<>(fitting.stream().map(KeptHosts.Kept::host).toList()).size() > 1) {
            String answer = ask("Which host? ");
            return fitting.stream()
                    .filter(kept -> kept.host().equals(answer))
                    .findFirst()
                    .orElseThrow(() -> Arguments.usage(
                            "several hosts' backups are there: name one with --host: " + hosts(fitting)));
        }
        return fitting.get(0);
    }

    private static String hosts(List<KeptHosts.Kept> kept) {
        return String.join(
                ", ", new TreeSet<>(kept.stream().map(KeptHosts.Kept::host).toList()));
    }

    private String ask(String question) throws BackupException {
        if (terminal.answers().isEmpty()) {
            throw Arguments.usage("nobody can be asked \"" + question.strip() + "\": give --from DIR and --host HOST");
        }
        return terminal.answers().get().ask(question).strip();
    }

    private boolean yes(String question) throws BackupException {
        if (terminal.answers().isEmpty()) {
            throw Arguments.usage("nobody can be asked: this is no terminal, and --yes is not given");
        }
        return Set.of("y", "yes").contains(ask(question + " [y/N] ").toLowerCase(java.util.Locale.ROOT));
    }

    /** Our own, as a backup holds it. */
    private static Optional<byte[]> configuration(Wanted wanted, Path root) throws BackupException {
        for (BackupOrigin.Part part : wanted.parts()) {
            boolean holds = part.components().contains(Component.CONFIGURATION)
                    && part.chain().manifest().entries().stream()
                            .anyMatch(entry -> entry.path().equals(Box.OWN));
            if (holds) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                PathReader.read(part.chain(), Box.OWN, out, root.resolve(SCRATCH), new Work());
                return Optional.of(out.toByteArray());
            }
        }
        return Optional.empty();
    }

    /** The box as it will be. Its configuration stands beside its place for as long as it takes to read it. */
    private Box box(Path root, byte[] text) throws BackupException {
        Path file = root.resolve(Box.OWN).resolveSibling(".backup.yaml.bootstrap");
        try {
            DurableFiles.createDirectories(file.getParent());
            DurableFiles.replace(file, text);
            try {
                return Box.beforehand(root, file, environment);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static void putUnlessThere(Path own, byte[] text) throws BackupException {
        try {
            if (!Files.exists(own)) {
                DurableFiles.createDirectories(own.getParent());
                DurableFiles.replace(own, text);
            }
        } catch (IOException e) {
            throw unwritable(own, e);
        }
    }

    private static BackupException unwritable(Path file, IOException e) {
        return new BackupException(
                ErrorCode.NOT_PERMITTED, file + " cannot be written: " + Errno.reason(e), "Try it as root.", e);
    }

    private static String minimal(KeptHosts.Kept kept) {
        return """
                # Written by pulse-restore --bootstrap, because the backup held no backup.yaml.
                backup:
                  schedule: "0 2 * * *"
                  destination:
                    type: local
                    path: "%s"
                """.formatted(
                kept.destination().storage().location().replace("\\", "\\\\").replace("\"", "\\\""));
    }

    private static List<String> next(Box box) {
        List<String> commands = new ArrayList<>();
        if (!box.isSandbox()) {
            commands.add("systemctl enable --now thingconnect-pulse-backup");
        }
        commands.add("pulsectl config check");
        commands.add("pulsectl destinations adopt NAME, for each destination the lost box wrote to");
        commands.add("pulsectl backup --type full");
        return commands;
    }

    /** Files, and credentials that the service is given. */
    private static Set<String> secrets(Wanted wanted, String configuration) {
        Set<String> secrets = new TreeSet<>();
        for (BackupOrigin.Part part : wanted.parts()) {
            part.chain()
                    .manifest()
                    .secretsLeftOut()
                    .forEach(secret -> secrets.add("/" + secret.replaceFirst("^/", "")));
        }
        Matcher names = CREDENTIAL.matcher(configuration);
        while (names.find()) {
            secrets.add("credential " + names.group(1) + " of thingconnect-pulse-backup.service");
        }
        return secrets;
    }

    private int answer(
            BootstrapArguments arguments, KeptHosts.Kept kept, Set<String> secrets, Wanted wanted, List<String> next) {
        List<String> labels = new ArrayList<>();
        for (BackupOrigin.Part part : wanted.parts()) {
            labels.add(part.chain().manifest().label().toString());
        }
        if (arguments.has("--json")) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("host", kept.host());
            object.put("restored", next.isEmpty() ? List.of() : labels);
            object.put("secrets", List.copyOf(secrets));
            object.put("next", next);
            terminal.out().print(Report.json(object));
            return 0;
        }
        if (!secrets.isEmpty()) {
            terminal.out().println("these hold secrets, are in no backup, and have to be typed again:");
            secrets.forEach(secret -> terminal.out().println("  " + secret));
        }
        if (!next.isEmpty()) {
            terminal.out().println("then:");
            next.forEach(command -> terminal.out().println("  " + command));
        }
        return 0;
    }

    private static String words(Set<Component> components) {
        return String.join(", ", components.stream().map(Component::word).toList());
    }
}
