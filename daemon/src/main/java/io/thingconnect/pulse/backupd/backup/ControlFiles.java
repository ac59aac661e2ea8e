package io.thingconnect.pulse.backupd.backup;

import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Difference;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
        StringBuilder gone = new StringBuilder();
        deleted.forEach(path -> gone.append(path).append('\0'));
        StringBuilder was = new StringBuilder();
        before.stream()
                .filter(state -> databases.stream().anyMatch(now -> now.path().equals(state.path()) && now.isDelta()))
                .forEach(state -> was.append(state.after() + "  " + state.path() + "\n"));
        StringBuilder is = new StringBuilder();
        databases.forEach(state -> is.append(state.after() + "  " + state.path() + "\n"));
        files.put(Difference.DELETED, gone.toString().getBytes(StandardCharsets.UTF_8));
        files.put(Difference.BEFORE, was.toString().getBytes(StandardCharsets.UTF_8));
        files.put(Difference.AFTER, is.toString().getBytes(StandardCharsets.UTF_8));
        files.put(Difference.APPLY, "# placeholder\nexit 1\n".getBytes(StandardCharsets.UTF_8));
        return files;
    }
}
