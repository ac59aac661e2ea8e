package io.thingconnect.pulse.backupd.backupset;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * The table of contents of one archive: enough to plan, prove and explain a restore without opening it.
 * {@code docs/format.md} describes every field; a test holds the two together.
 *
 * @param format of this manifest and its archive; {@link #FORMAT} is what this version writes
 * @param contentId over the databases' SHA-256 and the plaintext tree: what a child names as its parent
 * @param parent content id of the parent, or "" in a full
 * @param parentLabel where the parent was last seen; a hint only
 * @param takenAt when the capture began, by the clock of the box; the label may be later where the clock stood behind
 * @param timeline 1, and one more after each in-place restore
 * @param archive what lies beside this manifest
 */
public record Manifest(
        int format,
        Label label,
        String job,
        String contentId,
        String parent,
        String parentLabel,
        Instant takenAt,
        Instant finishedAt,
        String host,
        String instanceId,
        int timeline,
        String productVersion,
        String sqliteVersion,
        String note,
        List<Component> components,
        ArchiveInfo archive,
        List<DatabaseState> databases,
        List<Entry> entries,
        List<String> secretsLeftOut,
        List<String> warnings) {

    /** What this version writes, and the newest it reads. */
    public static final int FORMAT = 1;

    public Manifest {
        requireNonNull(label, "label is null");
        requireNonNull(archive, "archive is null");
        components = List.copyOf(components);
        databases = List.copyOf(databases);
        entries = List.copyOf(entries);
        secretsLeftOut = List.copyOf(secretsLeftOut);
        warnings = List.copyOf(warnings);
    }

    /**
     * The archive file beside the manifest.
     *
     * @param file its name, without a directory
     * @param size bytes as stored
     * @param plainSize bytes of the tar stream before compression
     */
    public record ArchiveInfo(String file, Compression compression, long size, long plainSize, Sha256 sha256) {}
}
