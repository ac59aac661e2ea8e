package io.thingconnect.pulse.backupd.backupset;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the control files of a delta say, so that by hand the same comes out as by us; whoever reads an archive holds it to
 * them. {@code apply.sh} is not among them: it is a program, and may change with the version that wrote it.
 */
public final class ControlTexts {
    private ControlTexts() {}

    /**
     * @param databases of the backup
     * @param deleted paths to remove first, none below another
     * @return path to content, in the order of the archive
     */
    public static Map<String, byte[]> of(List<DatabaseState> databases, List<String> deleted) {
        Map<String, byte[]> texts = new LinkedHashMap<>();
        texts.put(
                Difference.DELETED,
                deleted.stream()
                        .map(path -> path + "\0")
                        .collect(Collectors.joining())
                        .getBytes(UTF_8));
        texts.put(
                Difference.BEFORE,
                databases.stream()
                        .filter(DatabaseState::isDelta)
                        .map(state -> checksumLine(state.before(), state.path()))
                        .collect(Collectors.joining())
                        .getBytes(UTF_8));
        texts.put(
                Difference.AFTER,
                databases.stream()
                        .map(state -> checksumLine(state.after(), state.path()))
                        .collect(Collectors.joining())
                        .getBytes(UTF_8));
        return texts;
    }

    /** As GNU {@code sha256sum} writes it: a backslash ahead says that the name is escaped. */
    private static String checksumLine(Sha256 hash, String path) {
        String escaped = path.replace("\\", "\\\\").replace("\n", "\\n");
        return (escaped.equals(path) ? "" : "\\") + hash + "  " + escaped + "\n";
    }
}
