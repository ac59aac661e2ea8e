package io.thingconnect.pulse.backupd.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What <code>${NAME}</code>, <code>${file:PATH}</code> and <code>${credential:NAME}</code> stand for; two dollars before
 * a brace are a literal one. Contents never appear in a message.
 */
final class References {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)}|\\$\\{");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern CREDENTIAL = Pattern.compile("credential:([A-Za-z0-9._-]+)");
    private static final int MAX_BYTES = 64 * 1024;

    private final Map<String, String> environment;
    private final EnvFile envFile;
    private final Path root;
    private final Optional<String> placeholder;
    private final Set<Path> files = new TreeSet<>();

    /** @param placeholder what stands in for each that is not set; empty: that is a complaint */
    References(Map<String, String> environment, EnvFile envFile, Path root, Optional<String> placeholder) {
        this.placeholder = placeholder;
        this.environment = Map.copyOf(environment);
        this.envFile = envFile;
        this.root = root;
    }

    /**
     * @param text what it stands for, as far as everything is set
     * @param complaints why it is not complete, one message each
     * @param any whether there was a reference at all
     */
    record Expansion(String text, List<String> complaints, boolean any) {}

    Expansion expand(String raw) {
        List<String> complaints = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        boolean any = false;
        Matcher matcher = REFERENCE.matcher(raw);
        int copied = 0;
        while (matcher.find()) {
            text.append(raw.substring(copied, matcher.start()));
            copied = matcher.end();
            if (matcher.group().equals("$${")) {
                text.append("${");
                continue;
            }
            any = true;
            try {
                text.append(lookUp(matcher.group(1)));
            } catch (Unset e) {
                placeholder.ifPresentOrElse(text::append, () -> complaints.add(e.getMessage()));
            }
        }
        return new Expansion(text.append(raw.substring(copied)).toString(), List.copyOf(complaints), any);
    }

    /** Every file that a reference names, readable or not. */
    Set<Path> files() {
        return Set.copyOf(files);
    }

    private String lookUp(String name) throws Unset {
        if (name == null) {
            throw new Unset("\"${\" has no closing \"}\"; write $${ for a literal ${");
        }
        if (VARIABLE.matcher(name).matches()) {
            return variable(name);
        }
        if (name.startsWith("file:")) {
            return file(name);
        }
        Matcher credential = CREDENTIAL.matcher(name);
        if (credential.matches()) {
            return credential(name, credential.group(1));
        }
        throw new Unset("${" + name + "} is no reference; there are ${NAME}, ${file:/PATH} and ${credential:NAME}");
    }

    private String variable(String name) throws Unset {
        String value = environment.getOrDefault(name, envFile.variables().get(name));
        if (value == null) {
            throw new Unset("${" + name + "} is set neither in the environment nor in " + envFile.file());
        }
        return value;
    }

    private String file(String name) throws Unset {
        String path = name.substring("file:".length());
        boolean climbs = List.of(path.split("/")).contains("..");
        if (!path.startsWith("/") || path.indexOf('\0') >= 0 || climbs) {
            throw new Unset("${" + name + "} needs an absolute path without \"..\"");
        }
        Path file = root.resolve(path.substring(1)).normalize();
        files.add(file);
        return contents(name, file);
    }

    private String credential(String name, String credential) throws Unset {
        String directories = environment.get("CREDENTIALS_DIRECTORY");
        if (directories == null) {
            throw new Unset("${" + name + "} is not available: the service was given no credentials"
                    + " (LoadCredential= in its unit)");
        }
        // The service manager gives one; pulse-restore, which is given none, names several.
        List<Path> places = Stream.of(directories.split(":"))
                .map(directory -> Path.of(directory).resolve(credential))
                .toList();
        return contents(name, places.stream().filter(Files::exists).findFirst().orElse(places.get(0)));
    }

    /** Without the line end that editors leave behind. */
    private static String contents(String name, Path file) throws Unset {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new Unset("${" + name + "} is longer than " + MAX_BYTES + " bytes");
            }
            return Files.readString(file, StandardCharsets.UTF_8).replaceFirst("\\R$", "");
        } catch (NoSuchFileException e) {
            throw new Unset("${" + name + "} cannot be read: " + file + " does not exist");
        } catch (IOException | UncheckedIOException e) {
            throw new Unset("${" + name + "} cannot be read from " + file + ": " + Reasons.of(e));
        }
    }

    /** A reference that stands for nothing; the message is for people. */
    private static final class Unset extends Exception {
        Unset(String message) {
            super(message);
        }
    }
}
