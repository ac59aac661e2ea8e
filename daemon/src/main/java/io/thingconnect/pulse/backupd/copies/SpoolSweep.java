package io.thingconnect.pulse.backupd.copies;

import io.thingconnect.pulse.backupd.system.DurableFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what a killed daemon left in the spool, at start, before anything uses it. Only names that we give: somebody may
 * have configured a directory that holds other things, too.
 */
public final class SpoolSweep {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolSweep.class);

    /**
     * Copies of stopped databases, private page copies, staged databases, scratch restores and deltas, changes waiting to be archived,
     * files waiting for a consolidated full.
     */
    private static final List<String> OURS =
            List.of("stopped-", "pages-", "staged-", "verify-", "drill-", "delta-", "consolidate-");

    private SpoolSweep() {}

    public static void run(Path spool) {
        if (!Files.isDirectory(spool)) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(spool)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (OURS.stream().anyMatch(name::startsWith)) {
                    DurableFiles.deleteTree(entry);
                    LOG.info("spool: removed {}, left by an interrupted run", name);
                }
            }
        } catch (IOException e) {
            LOG.warn("spool {} was not swept: {}", spool, e.getMessage());
        }
    }
}
