package io.thingconnect.pulse.backupd.copies;

import io.thingconnect.pulse.backupd.backup.Order;
import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.OwnedStorage;
import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Sizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Whether a destination answers, and whether what is to be written will fit, asked before anything is read. */
public final class Space {
    private final Catalog catalog;
    private final Installation installation;

    public Space(Catalog catalog, Installation installation) {
        this.catalog = catalog;
        this.installation = installation;
    }

    /** Those that answer; none is no error: a backup can wait in the outbox. */
    public List<Destination> answering(List<Destination> wanted, Consumer<String> warnings) {
        List<Destination> usable = new ArrayList<>();
        for (Destination destination : wanted) {
            try {
                usable.addAll(usable(List.of(destination), warnings));
            } catch (BackupException saidAmongTheWarnings) {
                // The copy there is pending.
            }
        }
        return usable;
    }

    /** Those that answer, at least one. */
    public List<Destination> usable(List<Destination> wanted, Consumer<String> warnings) throws BackupException {
        List<Destination> usable = new ArrayList<>();
        BackupException last = null;
        for (Destination destination : wanted) {
            try {
                OwnedStorage.requireNotAnothers(destination.storage());
                destination.storage().space();
                usable.add(destination);
            } catch (IOException e) {
                last = new BackupException(
                        ErrorCode.DESTINATION_UNAVAILABLE,
                        "destination '" + destination.name() + "' ("
                                + destination.storage().location() + ") cannot be used: " + Errno.reason(e),
                        Errno.hint(e, "Mount or create it, then: pulsectl backup"),
                        e);
                warnings.accept(last.getMessage());
            }
        }
        if (usable.isEmpty()) {
            throw last;
        }
        return usable;
    }

    public void require(Destination destination, Order order) throws BackupException {
        String what = "a backup of job '" + order.job() + "'";
        if (destination.name().equals(Outbox.NAME)) {
            installation.outbox().require(expected(order), catalog, what);
        } else {
            requireBytes(destination, expected(order), what);
        }
    }

    /** @param what for messages: "a backup of job 'daily'" */
    public void requireBytes(Destination destination, long bytes, String what) throws BackupException {
        try {
            Storage.Space space = destination.storage().space();
            long needed = bytes + installation.reserve();
            if (space.free() >= 0 && space.free() < needed) {
                throw new BackupException(
                        ErrorCode.NO_SPACE,
                        "destination '" + destination.name() + "' ("
                                + destination.storage().location() + ") has " + Sizes.text(space.free()) + " free; "
                                + what
                                + " needs about " + Sizes.text(needed) + ", with the reserve of "
                                + Sizes.text(installation.reserve()),
                        "Free space there, or lower backup.spool.reserve: df -h "
                                + destination.storage().location());
            }
        } catch (IOException e) {
            throw new BackupException(
                    ErrorCode.DESTINATION_UNAVAILABLE,
                    "destination '" + destination.name() + "' did not say how much space it has: " + Errno.reason(e),
                    "Look at it with: pulsectl destinations",
                    e);
        }
    }

    /** A quarter more than the job's last backup of the same kind; before the first one, a guess from the database's size. */
    private long expected(Order order) throws BackupException {
        Optional<BackupRecord> last = catalog.backups().stream()
                .filter(backup -> backup.job().equals(order.job()))
                .filter(backup -> backup.label().kind() == order.label().kind())
                .filter(backup -> backup.compression() == order.compression()
                        && backup.components().containsAll(order.components()))
                .findFirst();
        if (last.isPresent()) {
            return last.get().archiveBytes() * 5 / 4;
        }
        long plain = 0;
        if (order.components().contains(Component.DATABASE)) {
            for (Path database : installation.application().databases()) {
                plain += size(database);
            }
        }
        if (order.lineage().isDelta()) {
            return plain / 10;
        }
        return order.compression() == Compression.NONE ? plain : plain * 2 / 3;
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            // A missing database is reported by the capture, with its own error.
            return 0;
        }
    }
}
