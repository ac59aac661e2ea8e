package io.thingconnect.pulse.backupd.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code backup.env} beside the configuration: {@code NAME=value} lines for {@code ${NAME}}, read at each load. A value
 * may stand in quotes; {@code #} begins a comment line.
 */
record EnvFile(Path file, Map<String, String> variables) {
    private static final Pattern LINE =
            Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)=(\"(.*)\"|'(.*)'|(.*))");
    private static final int MAX_BYTES = 64 * 1024;

    EnvFile {
        variables = Map.copyOf(variables);
    }

    static EnvFile read(Path file, Problems problems) {
        if (!Files.exists(file)) {
            return new EnvFile(file, Map.of());
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                problems.error(Place.start(file), "longer than " + MAX_BYTES + " bytes");
                return new EnvFile(file, Map.of());
            }
            if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
                problems.warning(Place.start(file), "everybody on this machine can read it; run: chmod o-rwx " + file);
            }
            return new EnvFile(file, parse(file, Files.readAllLines(file, StandardCharsets.UTF_8), problems));
        } catch (IOException e) {
            problems.error(Place.start(file), "cannot be read: " + Reasons.of(e));
            return new EnvFile(file, Map.of());
        }
    }

    private static Map<String, String> parse(Path file, List<String> lines, Problems problems) {
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                variables.put(matcher.group(1), value(matcher));
            } else {
                // The line itself may be a secret that somebody pasted: it is not repeated here.
                problems.error(new Place(file, i + 1, 1), "expected NAME=value");
            }
        }
        return variables;
    }

    private static String value(Matcher matcher) {
        for (int quoted = 3; quoted <= 4; quoted++) {
            if (matcher.group(quoted) != null) {
                return matcher.group(quoted);
            }
        }
        return matcher.group(5).strip();
    }
}
