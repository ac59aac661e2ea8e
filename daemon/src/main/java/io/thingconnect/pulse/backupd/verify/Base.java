package io.thingconnect.pulse.backupd.verify;

import io.thingconnect.pulse.backupd.backupset.Entry;
import java.nio.file.Path;
import java.util.List;

/**
 * A database that an archive carries whole, and what is laid over it.
 *
 * @param result as the target lists it
 * @param carrier place in the chain of the archive that carries it
 * @param deltas those of the archives after it, oldest first; null where one is empty
 */
record Base(Entry result, int carrier, List<Path> deltas) {
    List<Path> laidOver() {
        return deltas.stream().filter(delta -> delta != null).toList();
    }
}
