package io.thingconnect.pulse.backupd.backupset;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The table of contents of one archive: enough to plan, prove and explain a restore without opening it.
 * {@code docs/format.md} describes every field; a test holds the two together.
 *
 * @param format of this manifest and its archive; {@link #FORMAT} is what this version writes
 * @param contentId over the databases' SHA-256 and the plaintext tree: what a child names as its parent
 * @param takenAt when the capture began, by the clock of the box; the label may be later where the clock stood behind
 * @param archive what lies beside this manifest
 * @param entries the whole tree, whether or not this archive carries it
 */
public record Manifest(
        int format,
        Label label,
        String job,
        String contentId,
        Lineage lineage,
        Instant takenAt,
        Instant finishedAt,
        String host,
        String instanceId,
        String productVersion,
        String sqliteVersion,
        String note,
        List<Component> components,
        ArchiveInfo archive,
        List<DatabaseState> databases,
        List<Entry> entries,
        Difference difference,
        List<String> secretsLeftOut,
        List<String> warnings) {

    /** What this version writes, and the newest it reads. */
    public static final int FORMAT = 1;

    public Manifest {
        requireNonNull(label, "label is null");
        requireNonNull(lineage, "lineage is null");
        requireNonNull(archive, "archive is null");
        requireNonNull(difference, "difference is null");
        components = List.copyOf(components);
        databases = List.copyOf(databases);
        entries = List.copyOf(entries);
        secretsLeftOut = List.copyOf(secretsLeftOut);
        warnings = List.copyOf(warnings);
        if ((label.kind() == Kind.FULL) == lineage.isDelta()) {
            throw new IllegalArgumentException(
                    "a " + label.kind().word() + (lineage.isDelta() ? " with" : " without") + " a parent");
        }
        boolean deltas = databases.stream().anyMatch(DatabaseState::isDelta);
        if (!lineage.isDelta() && (deltas || !difference.equals(Difference.NONE))) {
            throw new IllegalArgumentException("a full with parts of a delta");
        }
    }

    /** Paths that are listed but whose content is not in the archive: unchanged entries, and databases that have a delta. */
    public Set<String> notCarried() {
        Set<String> paths = new HashSet<>(difference.unchanged());
        databases.stream()
                .filter(DatabaseState::isDelta)
                .map(DatabaseState::path)
                .forEach(paths::add);
        return paths;
    }

    /**
     * The archive file beside the manifest.
     *
     * @param file its name, without a directory
     * @param size bytes as stored
     * @param plainSize bytes of the tar stream before compression
     * @param sha256 of the file as stored
     */
    public record ArchiveInfo(
            String file, Compression compression, Encryption encryption, long size, long plainSize, Sha256 sha256) {}
}
