package io.thingconnect.pulse.backupd.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Difference;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The small files ahead of all else in an archive that holds a delta: what applying it by hand needs. */
final class ControlFiles {
    private ControlFiles() {}

    /**
     * @param contentId of the state that this backup holds
     * @param databases of this backup
     * @param before databases of the parent
     * @param deleted paths to remove first, none below another
     * @return path to content, in the order of the archive
     */
    static Map<String, byte[]> of(
            Label label,
            Lineage lineage,
            String contentId,
            List<DatabaseState> databases,
            List<DatabaseState> before,
            List<String> deleted) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(
                Difference.DELETED,
                deleted.stream()
                        .map(path -> path + "\0")
                        .collect(Collectors.joining())
                        .getBytes(UTF_8));
        files.put(
                Difference.BEFORE,
                databases.stream()
                        .filter(DatabaseState::isDelta)
                        .map(state -> checksumLine(state.before(), state.path()))
                        .collect(Collectors.joining())
                        .getBytes(UTF_8));
        files.put(
                Difference.AFTER,
                databases.stream()
                        .map(state -> checksumLine(state.after(), state.path()))
                        .collect(Collectors.joining())
                        .getBytes(UTF_8));
        files.put(
                Difference.APPLY,
                new ApplyScript(label, lineage, contentId)
                        .text(databases, before, deleted)
                        .getBytes(UTF_8));
        return files;
    }

    /** As GNU {@code sha256sum} writes it: a backslash ahead says that the name is escaped. */
    private static String checksumLine(Sha256 hash, String path) {
        String escaped = path.replace("\\", "\\\\").replace("\n", "\\n");
        return (escaped.equals(path) ? "" : "\\") + hash + "  " + escaped + "\n";
    }
}
