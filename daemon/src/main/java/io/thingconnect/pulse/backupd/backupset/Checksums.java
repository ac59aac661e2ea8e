package io.thingconnect.pulse.backupd.backupset;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a {@code .sha256} says: which files make up a backup, and their hashes as stored. It is never encrypted, so that a
 * copy can be made and its bytes proven by whoever has no key.
 */
public record Checksums(BackupFiles files, Sha256 archive, Sha256 manifest) {
    /** Bytes that no such file has. */
    public static final int MAX_BYTES = 4096;

    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *]([^/\\x00]+)");

    /** For {@code sha256sum -c} in the directory of the files. */
    public String text() {
        return archive + "  " + files.archiveName() + "\n" + manifest + "  " + files.manifestName() + "\n";
    }

    /** Reads what {@link #text} wrote for a backup; empty where the text is anything else. */
    public static Optional<Checksums> parse(String text, String job, Label label) {
        Map<String, Sha256> hashes = new TreeMap<>();
        for (String line : text.split("\n")) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches() || hashes.put(matcher.group(2), new Sha256(matcher.group(1))) != null) {
                return Optional.empty();
            }
        }
        return BackupFiles.every(job, label).stream()
                .filter(files -> hashes.size() == 2
                        && hashes.containsKey(files.archiveName())
                        && hashes.containsKey(files.manifestName()))
                .findFirst()
                .map(files -> new Checksums(files, hashes.get(files.archiveName()), hashes.get(files.manifestName())));
    }
}
