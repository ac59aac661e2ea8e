package io.thingconnect.pulse.backupd.config;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;

/** Reads {@code backup.yaml}, with {@code backup.env} beside it, into settings or into every reason why not. */
public final class ConfigLoader {
    private final Map<String, String> environment;
    private final ZoneId systemZone;
    private final String systemHost;
    private final Optional<String> placeholder;

    /**
     * @param environment for {@code ${NAME}} and, as {@code CREDENTIALS_DIRECTORY}, for {@code ${credential:NAME}}
     * @param systemZone what {@code timezone: system} means
     * @param systemHost what {@code host: system} means
     */
    public ConfigLoader(Map<String, String> environment, ZoneId systemZone, String systemHost) {
        this(environment, systemZone, systemHost, Optional.empty());
    }

    private ConfigLoader(
            Map<String, String> environment, ZoneId systemZone, String systemHost, Optional<String> placeholder) {
        this.environment = Map.copyOf(environment);
        this.systemZone = requireNonNull(systemZone, "systemZone is null");
        this.systemHost = requireNonNull(systemHost, "systemHost is null");
        this.placeholder = placeholder;
    }

    /** One for which a reference that is not set is no error, but stands for this text. */
    public ConfigLoader withPlaceholder(String text) {
        return new ConfigLoader(environment, systemZone, systemHost, Optional.of(text));
    }

    /**
     * Never fails: whatever is wrong is among the problems. A file that does not exist means every default.
     *
     * @param file where it really stands, root included
     * @param root below which every absolute path in it is taken; {@code /} on a real box
     */
    public Loaded load(Path file, Path root) {
        Path absolute = file.toAbsolutePath().normalize();
        Path top = root.toAbsolutePath().normalize();
        Problems problems = new Problems();
        EnvFile envFile = EnvFile.read(absolute.resolveSibling("backup.env"), problems);
        References references = new References(environment, envFile, top, placeholder);
        Reading reading = Reading.of(absolute, problems, references);
        Value.Block whole = LongForm.of(tree(absolute, reading), reading);
        CrossChecks.check(whole, problems);

        Set<Path> secretFiles = new HashSet<>(references.files());
        secretFiles.add(envFile.file());
        Optional<Settings> usable =
                problems.hasErrors() ? Optional.empty() : settings(whole, top, secretFiles, problems);
        return new Loaded(absolute, usable, EffectiveYaml.render(whole), problems.sorted());
    }

    /**
     * What the daemon needs by this file, for whoever confines it: the directories that it is to write to, one a line, as
     * {@code make PATH}, or {@code marked PATH} for a medium that may be absent; and {@code network} where anything in it
     * speaks to another box. Never fails: what cannot be read yields nothing, and errors elsewhere in the file do not matter.
     *
     * @param root below which references to files are taken; the paths are printed as they stand
     */
    public List<String> needs(Path file, Path root) {
        Path absolute = file.toAbsolutePath().normalize();
        Problems problems = new Problems();
        EnvFile envFile = EnvFile.read(absolute.resolveSibling("backup.env"), problems);
        References references =
                new References(environment, envFile, root.toAbsolutePath().normalize(), placeholder);
        Reading reading = Reading.of(absolute, problems, references);
        Value.Block whole = LongForm.of(tree(absolute, reading), reading);
        List<String> lines = new ArrayList<>(new WritablePaths(whole).lines());
        if (NetworkUse.of(whole)) {
            lines.add("network");
        }
        return List.copyOf(lines);
    }

    private static Value.Block tree(Path file, Reading reading) {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            reading.problems().note(Place.start(file), "there is no such file; every default is in force");
            return Schema.FILE.defaults(reading);
        }
        Optional<Node> node = YamlText.read(file, reading.problems());
        return node.flatMap(n -> Schema.FILE.read(n, reading))
                .map(Value.Block.class::cast)
                .orElseGet(() -> Schema.FILE.defaults(reading));
    }

    private Optional<Settings> settings(Value.Block whole, Path root, Set<Path> secretFiles, Problems problems) {
        List<String> warnings =
                problems.sorted().stream().map(Problem::toString).toList();
        try {
            SettingsReader reader = new SettingsReader(whole, root, systemZone, systemHost);
            return Optional.of(reader.settings(secretFiles, warnings));
        } catch (BackupException e) {
            problems.error(whole.place(), e.getMessage());
            return Optional.empty();
        }
    }
}
