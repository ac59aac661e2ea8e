package io.thingconnect.pulse.backupd.rescue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where <code>${credential:NAME}</code> is to be found when nobody passed any: who runs this program in an emergency has
 * none from the service manager, but is root.
 */
final class Credentials {
    private static final String DIRECTORY = "CREDENTIALS_DIRECTORY";

    /** What the running service was given, then where systemd takes it from. */
    private static final List<String> PLACES = List.of(
            "run/credentials/thingconnect-pulse-backup.service", "etc/credstore", "run/credstore", "usr/lib/credstore");

    private Credentials() {}

    /** The environment, with the directories of credentials that there are, separated by colons. */
    static Map<String, String> found(Path root, Map<String, String> environment) {
        Map<String, String> found = new HashMap<>(environment);
        String directories = PLACES.stream()
                .map(root::resolve)
                .filter(Credentials::holdsAny)
                .map(Path::toString)
                .collect(Collectors.joining(":"));
        if (!directories.isEmpty()) {
            found.putIfAbsent(DIRECTORY, directories);
        }
        return found;
    }

    /** systemd makes some of these directories at each boot, and nobody puts anything into them. */
    private static boolean holdsAny(Path directory) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            return entries.iterator().hasNext();
        } catch (IOException e) {
            return false;
        }
    }
}
