package io.thingconnect.pulse.backupd.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.thingconnect.pulse.backupd.backupset.ControlTexts;
import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Difference;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
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
        Map<String, byte[]> files = new LinkedHashMap<>(ControlTexts.of(databases, deleted));
        files.put(
                Difference.APPLY,
                new ApplyScript(label, lineage, contentId)
                        .text(databases, before, deleted)
                        .getBytes(UTF_8));
        return files;
    }
}
