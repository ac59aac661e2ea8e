package io.thingconnect.pulse.backupd.backupset;

import java.util.ArrayList;
import java.util.List;

/**
 * The names one backup's files have below a destination. The {@code .sha256} is written last and removed first: where it
 * is missing there is no backup.
 */
public record BackupFiles(String job, Label label, Compression compression, Encryption encryption) {
    public static BackupFiles of(Manifest manifest) {
        return new BackupFiles(
                manifest.job(),
                manifest.label(),
                manifest.archive().compression(),
                manifest.archive().encryption());
    }

    /** All names that the files of one backup may have. */
    public static List<BackupFiles> every(String job, Label label) {
        List<BackupFiles> every = new ArrayList<>();
        for (Encryption encryption : Encryption.values()) {
            for (Compression compression : Compression.values()) {
                every.add(new BackupFiles(job, label, compression, encryption));
            }
        }
        return every;
    }

    public String archive() {
        return job + "/" + archiveName();
    }

    /** Without the directory, as {@code .sha256} and manifest name it. */
    public String archiveName() {
        return label + compression.suffix() + encryption.suffix();
    }

    public String manifest() {
        return job + "/" + manifestName();
    }

    public String manifestName() {
        return label + ".manifest.json" + encryption.suffix();
    }

    public String checksums() {
        return checksums(job, label);
    }

    /** The file that says whether there is such a backup at all. */
    public static String checksums(String job, Label label) {
        return job + "/" + label + ".sha256";
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
