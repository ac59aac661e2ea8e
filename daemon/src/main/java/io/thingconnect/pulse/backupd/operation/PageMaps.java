package io.thingconnect.pulse.backupd.operation;

import io.thingconnect.pulse.backupd.backup.Parent;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.ManifestReader;
import io.thingconnect.pulse.backupd.backupset.ManifestWriter;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this machine keeps of each backup that can still be a parent: page maps, tree index and manifest, in one directory for
 * each. They are a cache: one that is lost, or left behind, costs a full backup or a little space, so a failure here never
 * fails a run.
 */
final class PageMaps {
    private static final Logger LOG = LoggerFactory.getLogger(PageMaps.class);
    private static final String MANIFEST = "manifest.json";

    private final Path directory;

    PageMaps(Path directory) {
        this.directory = directory;
    }

    private Path of(String job, Label label) {
        return directory.resolve(job).resolve(label.toString());
    }

    /** Completes what the capture wrote; from now on this backup can be a parent. */
    void complete(Manifest manifest) {
        Path file = of(manifest.job(), manifest.label()).resolve(MANIFEST);
        try {
            DurableFiles.createDirectories(file.getParent());
            DurableFiles.replaceCache(file, ManifestWriter.write(manifest));
        } catch (IOException e) {
            LOG.warn("the next delta after {} will be a full: {}", manifest.label(), e.getMessage());
        }
    }

    /** Empty where this machine has lost it, or it is of another state. */
    Optional<Parent> parent(BackupRecord backup) {
        Path index = of(backup.job(), backup.label());
        try {
            Manifest manifest = ManifestReader.read(Files.readAllBytes(index.resolve(MANIFEST)), MANIFEST);
            boolean same = manifest.label().equals(backup.label())
                    && manifest.contentId().equals(backup.contentId());
            return same ? Optional.of(new Parent(manifest, index)) : Optional.empty();
        } catch (IOException | BackupException e) {
            LOG.info("page maps of {} are not to be had: {}", backup.label(), e.getMessage());
            return Optional.empty();
        }
    }

    /** Gives a consolidated full what is known of the backup with the same content. */
    void share(String job, Label from, Manifest to) {
        Path source = of(job, from);
        Path target = of(job, to.label());
        if (!Files.isDirectory(source)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(source)) {
            DurableFiles.deleteTree(target);
            DurableFiles.createDirectories(target);
            for (Path file : files) {
                if (!file.getFileName().toString().equals(MANIFEST)) {
                    Files.createLink(target.resolve(file.getFileName()), file);
                }
            }
            complete(to);
        } catch (IOException e) {
            LOG.warn("the next delta after {} will be a full: {}", to.label(), e.getMessage());
        }
    }

    /** Removes the maps of all other backups of a job. */
    void keepOnly(String job, Set<Label> labels) {
        Path maps = directory.resolve(job);
        if (!Files.isDirectory(maps)) {
            return;
        }
        try (DirectoryStream<Path> present = Files.newDirectoryStream(maps)) {
            for (Path old : present) {
                boolean kept = Label.parse(old.getFileName().toString())
                        .filter(labels::contains)
                        .isPresent();
                if (!kept) {
                    DurableFiles.deleteTree(old);
                }
            }
        } catch (IOException e) {
            LOG.warn("old page maps of job {} were left behind: {}", job, e.getMessage());
        }
    }

    /** Removes the maps of a backup that did not come to be. */
    void drop(String job, Label label) {
        try {
            DurableFiles.deleteTree(of(job, label));
        } catch (IOException e) {
            LOG.warn("page maps of {} were left behind: {}", label, e.getMessage());
        }
    }
}
