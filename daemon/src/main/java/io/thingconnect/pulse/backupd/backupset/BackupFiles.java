package io.thingconnect.pulse.backupd.backupset;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names one backup's files have below a destination. The {@code .sha256} is written last and removed first: where it
 * is missing there is no backup.
 */
public record BackupFiles(String job, Label label, Compression compression) {
    private static final Pattern CHECKSUM_LINE = Pattern.compile("([0-9a-f]{64}) [ *]([^/\\x00]+)");

    public String archive() {
        return job + "/" + archiveName();
    }

    /** Without the directory, as {@code .sha256} and manifest name it. */
    public String archiveName() {
        return label + compression.suffix();
    }

    public String manifest() {
        return job + "/" + manifestName();
    }

    public String manifestName() {
        return label + ".manifest.json";
    }

    public String checksums() {
        return checksums(job, label);
    }

    /** The file that says whether there is such a backup at all. */
    public static String checksums(String job, Label label) {
        return job + "/" + label + ".sha256";
    }

    /** The text of the {@code .sha256} file, for {@code sha256sum -c} in its directory. */
    public String checksumText(Sha256 archive, Sha256 manifest) {
        return archive + "  " + archiveName() + "\n" + manifest + "  " + manifestName() + "\n";
    }

    /** Reads what {@link #checksumText} wrote: name to hash; empty where the text is anything else. */
    public static Optional<Map<String, Sha256>> parseChecksums(String text) {
        Map<String, Sha256> hashes = new TreeMap<>();
        for (String line : text.split("\n")) {
            Matcher matcher = CHECKSUM_LINE.matcher(line);
            if (!matcher.matches() || hashes.put(matcher.group(2), new Sha256(matcher.group(1))) != null) {
                return Optional.empty();
            }
        }
        return hashes.size() == 2 ? Optional.of(hashes) : Optional.empty();
    }

    /** The labels whose {@code .sha256} stands in a listing of one job's directory, oldest first. */
    public static List<Label> labels(List<String> names) {
        List<Label> labels = new ArrayList<>();
        for (String name : names) {
            if (name.endsWith(".sha256")) {
                Label.parse(name.substring(0, name.length() - ".sha256".length()))
                        .ifPresent(labels::add);
            }
        }
        labels.sort(null);
        return labels;
    }
}
