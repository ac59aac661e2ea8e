package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.OwnedStorage;
import io.thingconnect.pulse.backupd.storage.Storage.StoredFile;
import io.thingconnect.pulse.backupd.system.Errno;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a catalog that knows nothing is the first one of a box, or stands in for one that is lost. */
final class LostCatalog {
    private static final Logger LOG = LoggerFactory.getLogger(LostCatalog.class);

    private LostCatalog() {}

    /** A clause: what became of the one before. */
    static String why(Path catalog) {
        Path newest = null;
        try (DirectoryStream<Path> aside =
                Files.newDirectoryStream(catalog.getParent(), catalog.getFileName() + ".corrupt-*")) {
            for (Path file : aside) {
                newest = newest == null || file.compareTo(newest) > 0 ? file : newest;
            }
        } catch (IOException e) {
            LOG.debug("what was set aside is not known", e);
        }
        return newest == null ? "there was none, and there were backups" : "the damaged one is kept as " + newest;
    }

    /** Whether backups of this box lie anywhere. */
    static boolean hasBackups(List<Destination> destinations) {
        return destinations.stream().anyMatch(LostCatalog::hasBackups);
    }

    private static boolean hasBackups(Destination destination) {
        try {
            OwnedStorage.requireNotAnothers(destination.storage());
            for (String job : destination.storage().directories()) {
                List<String> names = destination.storage().list(job).stream()
                        .map(StoredFile::name)
                        .toList();
                if (!BackupFiles.labels(names).isEmpty()) {
                    return true;
                }
            }
        } catch (IOException e) {
            LOG.warn("destination {} was not looked through: {}", destination.name(), Errno.reason(e));
        }
        return false;
    }
}
