package io.thingconnect.pulse.backupd.restore.inplace;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Where a restore in place happens, and with what.
 *
 * @param marker exists while no service may start
 * @param known earlier restores, where they matter
 */
record Site(
        ProtectedTrees trees,
        Path marker,
        Surroundings surroundings,
        FileSteps steps,
        Clock clock,
        List<Transaction> known) {
    Optional<Transaction> known(String id) {
        return known.stream().filter(each -> each.id().equals(id)).findFirst();
    }
}
