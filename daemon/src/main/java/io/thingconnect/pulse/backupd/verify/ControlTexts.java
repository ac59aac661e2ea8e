package io.thingconnect.pulse.backupd.verify;

import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Difference;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What the control files of a delta must say, so that by hand the same comes out as by us. {@code apply.sh} is not among
 * them: it is a program, and may change with the version that wrote it.
 */
final class ControlTexts {
    private ControlTexts() {}

    /** Path to content. */
    static Map<String, byte[]> of(Manifest manifest) {
        StringBuilder deleted = new StringBuilder();
        manifest.difference().deleted().forEach(path -> deleted.append(path).append('\0'));
        StringBuilder before = new StringBuilder();
        StringBuilder after = new StringBuilder();
        for (DatabaseState state : manifest.databases()) {
            if (state.isDelta()) {
                line(before, state.before(), state.path());
            }
            line(after, state.after(), state.path());
        }
        return Map.of(
                Difference.DELETED, bytes(deleted),
                Difference.BEFORE, bytes(before),
                Difference.AFTER, bytes(after));
    }

    /** As sha256sum writes it: a name with a backslash or newline in it is escaped, and the line begins with a backslash. */
    private static void line(StringBuilder lines, Sha256 hash, String path) {
        String escaped = path.replace("\\", "\\\\").replace("\n", "\\n");
        lines.append(escaped.equals(path) ? "" : "\\")
                .append(hash)
                .append("  ")
                .append(escaped)
                .append('\n');
    }

    private static byte[] bytes(StringBuilder text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
