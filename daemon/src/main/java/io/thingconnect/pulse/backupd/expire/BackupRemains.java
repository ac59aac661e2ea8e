package io.thingconnect.pulse.backupd.expire;

import io.thingconnect.pulse.backupd.backupset.Label;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The files of a job's directory, sorted by the backup they belong to. What we did not write is nobody's and stays. */
final class BackupRemains {
    static final String CHECKSUMS = ".sha256";

    /** All that is ever written beside a label, in the order in which it goes. */
    private static final List<String> SUFFIXES = List.of(
            CHECKSUMS,
            ".manifest.json",
            ".manifest.json.gpg",
            ".tar.gz",
            ".tar.zst",
            ".tar",
            ".tar.gz.gpg",
            ".tar.zst.gpg",
            ".tar.gpg",
            ".tar.gz.quarantined",
            ".tar.zst.quarantined",
            ".tar.quarantined",
            ".tar.gz.gpg.quarantined",
            ".tar.zst.gpg.quarantined",
            ".tar.gpg.quarantined",
            ".verdict.json",
            ".pin");

    private final Map<Label, List<String>> suffixes = new TreeMap<>();

    /** @param names without their directory */
    BackupRemains(List<String> names) {
        for (String name : names) {
            int dot = name.indexOf('.');
            String suffix = dot < 0 ? "" : name.substring(dot);
            Optional<Label> label = dot < 0 ? Optional.empty() : Label.parse(name.substring(0, dot));
            if (label.isPresent() && SUFFIXES.contains(suffix)) {
                suffixes.computeIfAbsent(label.get(), none -> new ArrayList<>()).add(suffix);
            }
        }
    }

    /** The names of a backup's files, in the order in which they go; empty where it is gone already. */
    List<String> of(Label label) {
        List<String> present = suffixes.getOrDefault(label, List.of());
        return SUFFIXES.stream()
                .filter(present::contains)
                .map(suffix -> label + suffix)
                .toList();
    }

    /** Labels whose {@code .sha256} stands. */
    List<Label> whole() {
        return suffixes.keySet().stream()
                .filter(label -> suffixes.get(label).contains(CHECKSUMS))
                .toList();
    }

    /** Labels of which an archive is there that failed its read-back. */
    List<Label> setAside() {
        return suffixes.keySet().stream()
                .filter(label -> suffixes.get(label).stream().anyMatch(suffix -> suffix.endsWith(".quarantined")))
                .toList();
    }

    /** Labels of which something is there, but neither a {@code .sha256} nor an archive that was set aside. */
    List<Label> parts() {
        return suffixes.keySet().stream()
                .filter(label -> suffixes.get(label).stream()
                        .noneMatch(suffix -> suffix.equals(CHECKSUMS) || suffix.endsWith(".quarantined")))
                .toList();
    }
}
