package io.thingconnect.pulse.backupd.restore.salvage;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.system.Work;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What every part of a salvage works with.
 *
 * @param pageMaps directory of the job's page maps; empty where this machine keeps none
 */
record SalvageTools(DamagedCopies copies, SalvagedTree tree, OlderBackups older, Optional<Path> pageMaps, Work work) {
    /** Deflate makes of a byte at most 1032; what unfolds further is not ours. */
    private static final long MOST_EXPANSION = 1032;

    private static final long MARGIN = 1 << 20;

    /** Bytes of the tar stream to read at most where no manifest says how many there are. */
    static long limit(SalvageTools tools, Label label) {
        long stored = tools.copies().storedBytes(label);
        return Math.min(stored, Long.MAX_VALUE / (2 * MOST_EXPANSION)) * MOST_EXPANSION + MARGIN;
    }
}
