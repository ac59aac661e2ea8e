package io.thingconnect.pulse.backupd.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The directories that a configuration makes the daemon write to, for whoever confines it to them. What the
 * configuration may ask for is bounded here a second time: a mistake in it must not open the system or the application's
 * own trees. The daemon's state directory is its own in any
 * case and not named.
 */
final class WritablePaths {
    /** Nobody keeps backups there, and whoever says so is mistaken or worse. */
    private static final List<Path> SYSTEM = Stream.of(
                    "/bin", "/boot", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/proc", "/sbin", "/sys", "/usr")
            .map(Path::of)
            .toList();

    private static final Path OWN_STATE = Path.of("/var/lib/thingconnect-pulse-backup");
    private static final Path RUN = Path.of("/run");
    private static final Path REMOVABLE = Path.of("/run/media");

    private final Value.Block backup;

    /** @param file in the long form; whatever is wrong in it elsewhere does not matter here */
    WritablePaths(Value.Block file) {
        this.backup = file.block("backup");
    }

    /**
     * Lines {@code make PATH} for a directory that is to be made where it does not exist, and {@code marked PATH} for one
     * on a medium that may be absent ({@code requireMarker}), where an empty directory would be mistaken for it.
     */
    List<String> lines() {
        Map<Path, String> found = new LinkedHashMap<>();
        for (Value destination : backup.block("destinations").values().values()) {
            if (destination instanceof Value.Block block
                    && block.text("type").filter("local"::equals).isPresent()) {
                boolean marked =
                        block.text("requireMarker").flatMap(Quantities::flag).orElse(false);
                block.text("path").ifPresent(path -> found.put(normal(path), marked ? "marked" : "make"));
            }
        }
        backup.block("spool").text("path").ifPresent(path -> found.put(normal(path), "make"));
        List<String> lines = new ArrayList<>();
        found.forEach((path, word) -> {
            if (isHarmless(path)) {
                lines.add(word + " " + path);
            }
        });
        return lines;
    }

    private static Path normal(String path) {
        return Path.of(path).normalize();
    }

    private boolean isHarmless(Path path) {
        boolean system =
                SYSTEM.stream().anyMatch(path::startsWith) || (path.startsWith(RUN) && !path.startsWith(REMOVABLE));
        // Below one of the application's trees is as it ships; around one, or one itself, would open all of it.
        return path.isAbsolute()
                && path.getNameCount() > 0
                && !path.startsWith(OWN_STATE)
                && !system
                && protectedPaths().noneMatch(tree -> tree.startsWith(path));
    }

    private Stream<Path> protectedPaths() {
        Value.Block application = backup.block("application");
        return Stream.of("databases", "configuration", "state", "certificates", "scripts", "logs")
                .flatMap(key -> application.texts(key).stream())
                .map(WritablePaths::normal);
    }
}
