package io.thingconnect.pulse.backupd.rescue;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.restore.InPlaceRestore;
import io.thingconnect.pulse.backupd.restore.PathReader;
import io.thingconnect.pulse.backupd.restore.Selection;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.ChainReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
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
 * else is restored in place, our own configuration first because it says where things belong. No daemon is needed, none may
 * be trusted: it knows nothing yet.
 */
final class Bootstrap {
    private static final String OWN = "etc/thingconnect-pulse/backup.yaml";
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)\\}");

    private final Terminal terminal;
    private final Map<String, String> environment;
    private final Function<Box, InPlaceRestore> engines;

    Bootstrap(Terminal terminal, Map<String, String> environment, Function<Box, InPlaceRestore> engines) {
        this.terminal = requireNonNull(terminal, "terminal is null");
        this.environment = Map.copyOf(environment);
        this.engines = requireNonNull(engines, "engines is null");
    }

    /** One backup, and what of it is restored. */
    private record Part(ChainReader chain, Set<Component> components) {}

    int run(BootstrapArguments arguments) throws BackupException {
        Path root = arguments.root();
        KeptHosts.Kept kept = chosen(arguments, root);
        List<Part> parts = parts(kept.destination());
        terminal.err()
                .println("host " + kept.host() + ", from "
                        + kept.destination().storage().location());
        parts.forEach(part -> terminal.err()
                .println("  " + part.chain().manifest().label() + " of "
                        + part.chain().manifest().takenAt() + ": " + words(part.components())));
        if (arguments.has("--dry-run")) {
            return answer(arguments, kept, parts, List.of());
        }
        if (!arguments.has("--yes") && !yes("Restore that in place, below " + root + "?")) {
            terminal.err().println("nothing was changed");
            return ErrorCode.CANCELLED.exitStatus();
        }
        Path own = root.resolve(OWN);
        putConfiguration(own, parts, kept, root);
        Box box = Box.load(root, Optional.empty(), withPlaceholders(own));
        for (Part part : parts) {
            Selection selection = new Selection(part.components(), List.of());
            engines.apply(box).restore(new InPlaceRestore.Request(part.chain(), selection, true), new Work());
            terminal.err().println("restored " + part.chain().manifest().label());
        }
        return answer(arguments, kept, parts, next(box));
    }

    private KeptHosts.Kept chosen(BootstrapArguments arguments, Path root) throws BackupException {
        List<KeptHosts.Kept> all = new ArrayList<>();
        if (arguments.value("--config").isPresent()) {
            Box box = Box.load(root, arguments.value("--config").map(Path::of), environment);
            for (Destination each : box.destinations(arguments.value("--destination"), arguments.value("--host"))) {
                KeptHosts.newest(each).ifPresent(manifest -> all.add(new KeptHosts.Kept(each, manifest)));
            }
        } else {
            Optional<String> from = arguments.value("--from");
            all.addAll(KeptHosts.in(Path.of(from.isPresent() ? from.get() : ask("Where are the backups? A directory: "))
                    .toAbsolutePath()
                    .normalize()));
        }
        Optional<String> host = arguments.value("--host");
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

    /** The newest backup that holds the database; for what it does not hold, the newest one that does. */
    private static List<Part> parts(Destination destination) throws BackupException {
        BackupFinder finder = BackupFinder.at(List.of(destination), Optional.empty(), ZoneId.systemDefault());
        return finder.latest(EnumSet.allOf(Component.class)).parts().stream()
                .map(part -> new Part(part.chain(), part.components()))
                .toList();
    }

    /** The one that is there, of the package or of somebody's hand, is put beside. */
    private void putConfiguration(Path own, List<Part> parts, KeptHosts.Kept kept, Path root) throws BackupException {
        byte[] text = minimal(kept).getBytes(StandardCharsets.UTF_8);
        for (Part part : parts) {
            Manifest manifest = part.chain().manifest();
            if (part.components().contains(Component.CONFIGURATION)
                    && manifest.entries().stream()
                            .anyMatch(entry -> entry.path().equals(OWN))) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                Path scratch = root.resolve("var/lib/thingconnect-pulse-backup/spool");
                PathReader.read(part.chain(), OWN, out, scratch, new Work());
                text = out.toByteArray();
            }
        }
        try {
            DurableFiles.createDirectories(own.getParent());
            if (Files.exists(own)) {
                DurableFiles.rename(own, own.resolveSibling("backup.yaml.before-bootstrap"));
            }
            DurableFiles.replace(own, text);
        } catch (IOException e) {
            throw new BackupException(
                    ErrorCode.NOT_PERMITTED, own + " cannot be written: " + Errno.reason(e), "Try it as root.", e);
        }
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

    /** Secrets are not in a backup; where things belong can be read without them. */
    private Map<String, String> withPlaceholders(Path own) throws BackupException {
        Map<String, String> all = new HashMap<>();
        try {
            Matcher names = REFERENCE.matcher(Files.readString(own));
            while (names.find()) {
                all.put(names.group(1), "to-be-typed");
            }
        } catch (IOException e) {
            throw new BackupException(
                    ErrorCode.CONFIG_INVALID, own + " cannot be read: " + Errno.reason(e), "Look at it.", e);
        }
        all.putAll(environment);
        return all;
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

    private int answer(BootstrapArguments arguments, KeptHosts.Kept kept, List<Part> parts, List<String> next) {
        Set<String> secrets = new TreeSet<>();
        List<String> labels = new ArrayList<>();
        for (Part part : parts) {
            secrets.addAll(part.chain().manifest().secretsLeftOut());
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
            secrets.forEach(secret -> terminal.out().println("  /" + secret.replaceFirst("^/", "")));
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
