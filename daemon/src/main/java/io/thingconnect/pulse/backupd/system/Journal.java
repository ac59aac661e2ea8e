package io.thingconnect.pulse.backupd.system;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * systemd's journal at the other end of stderr: it takes the level of each line from a number in angle brackets at its
 * start, and adds the time itself (sd-daemon(3)). A terminal, a file or a pipe would only show that number.
 */
public final class Journal {
    /** The levels of syslog(3). */
    public static final int ERROR = 3;

    public static final int WARNING = 4;
    public static final int INFO = 6;
    public static final int DEBUG = 7;

    private static final Path STDERR = Path.of("/proc/self/fd/2");

    private Journal() {}

    /**
     * @param environment of the process: {@code JOURNAL_STREAM} names the journal's end by device and inode; it is
     *     inherited by children whose stderr is another one, so that alone says nothing
     */
    public static boolean hasStderr(Map<String, String> environment) {
        return isStream(environment.getOrDefault("JOURNAL_STREAM", ""), STDERR);
    }

    static boolean isStream(String stream, Path file) {
        if (stream.isEmpty()) {
            return false;
        }
        try {
            return stream.equals(Files.getAttribute(file, "unix:dev") + ":" + Files.getAttribute(file, "unix:ino"));
        } catch (IOException | UnsupportedOperationException e) {
            // Without /proc nobody can say; then the lines are as for a terminal.
            return false;
        }
    }

    /** Each line of a text with its level: what has none is taken for a remark. */
    public static String levelled(int level, String text) {
        return text.lines().map(line -> "<" + level + ">" + line + "\n").collect(Collectors.joining());
    }

    /** What ends a program, and what to do about it, on stderr: as a person reads it, or as the journal does. */
    public static void fatal(PrintStream err, String text) {
        err.print(hasStderr(System.getenv()) ? levelled(ERROR, text) : text);
        err.flush();
    }
}
