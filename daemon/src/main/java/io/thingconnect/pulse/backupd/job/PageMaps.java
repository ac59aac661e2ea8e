package io.thingconnect.pulse.backupd.job;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The page maps of the newest backup of each job. They are a cache: one that is lost, or left behind, costs a full backup
 * or a little space, so a failure here never fails a run.
 */
final class PageMaps {
    private static final Logger LOG = LoggerFactory.getLogger(PageMaps.class);

    private final Path directory;

    PageMaps(Path directory) {
        this.directory = directory;
    }

    /** Removes the maps of all other backups of a job. */
    void keepOnly(String job, Label label) {
        Path maps = directory.resolve(job);
        if (!Files.isDirectory(maps)) {
            return;
        }
        try (DirectoryStream<Path> labels = Files.newDirectoryStream(maps)) {
            for (Path old : labels) {
                if (!old.getFileName().toString().equals(label.toString())) {
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
            DurableFiles.deleteTree(directory.resolve(job).resolve(label.toString()));
        } catch (IOException e) {
            LOG.warn("page maps of {} were left behind: {}", label, e.getMessage());
        }
    }
}
