package io.thingconnect.pulse.backupd.copies;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.PinRecord;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.system.Errno;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pins and unpins: in the catalog, which retention asks, and beside each copy, for the day the catalog is lost. */
public final class Pinning {
    private static final Logger LOG = LoggerFactory.getLogger(Pinning.class);

    private final Supplier<Installation> installation;
    private final Catalog catalog;
    private final Clock clock;

    public Pinning(Supplier<Installation> installation, Catalog catalog, Clock clock) {
        this.installation = requireNonNull(installation, "installation is null");
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * Pins, or replaces the pin there is.
     *
     * @param label as {@code Catalog.find} takes it
     * @param until empty: for ever
     * @param by the user's name
     * @return one line for each destination that did not take the pin; it holds all the same while the catalog lives
     * @throws BackupException {@code INVALID_PARAMETER} for a time that is over; {@code BACKUP_NOT_FOUND} also where no copy
     *     is left; {@code BUSY} while it is being removed
     */
    public List<String> pin(String label, Optional<Instant> until, String reason, String by) throws BackupException {
        BackupRecord backup = catalog.find(label);
        Instant now = clock.instant();
        if (until.isPresent() && !until.get().isAfter(now)) {
            throw new BackupException(
                    ErrorCode.INVALID_PARAMETER,
                    "the pin would be over already: " + until.get() + " is not in the future",
                    "Give a later time, or none for a pin that stays.");
        }
        if (backup.copies().stream().noneMatch(copy -> copy.state().isPresent())) {
            throw new BackupException(
                    ErrorCode.BACKUP_NOT_FOUND,
                    "no destination holds backup " + backup.label() + " any more",
                    "See what there is: pulsectl list");
        }
        PinRecord pin = new PinRecord(backup.label(), until.orElse(null), reason, by, now);
        catalog.putPin(pin);
        LOG.info("{} was pinned by {}: {}", backup.label(), by, reason);
        return atEachCopy(backup, "written", destination -> PinFile.write(destination.storage(), backup.job(), pin));
    }

    /**
     * Takes the pin away.
     *
     * @return one line for each destination where its file is left, where a catalog made anew would find it
     * @throws BackupException {@code INVALID_PARAMETER} where there is no pin
     */
    public List<String> unpin(String label) throws BackupException {
        BackupRecord backup = catalog.find(label);
        if (!catalog.removePin(backup.label())) {
            throw new BackupException(
                    ErrorCode.INVALID_PARAMETER,
                    "backup " + backup.label() + " is not pinned",
                    "'pulsectl list' shows the pins.");
        }
        LOG.info("{} was unpinned", backup.label());
        return atEachCopy(
                backup,
                "removed",
                destination -> destination.storage().delete(PinFile.name(backup.job(), backup.label())));
    }

    /** A copy made later gets the pin's file, too. */
    static void carryOver(Catalog catalog, BackupRecord backup, Destination to) throws BackupException {
        Optional<PinRecord> pin = catalog.pin(backup.label());
        try {
            if (pin.isPresent()) {
                PinFile.write(to.storage(), backup.job(), pin.get());
            }
        } catch (IOException e) {
            LOG.warn(
                    "destination '{}': the pin's file of {} was not written: {}",
                    to.name(),
                    backup.label(),
                    Errno.reason(e));
        }
    }

    /** What is done with a pin's file. */
    @FunctionalInterface
    private interface Change {
        void at(Destination destination) throws IOException;
    }

    private List<String> atEachCopy(BackupRecord backup, String done, Change change) {
        List<String> warnings = new ArrayList<>();
        for (CopyRecord copy : backup.copies()) {
            Destination destination = installation.get().destinations().get(copy.destination());
            if (!copy.state().isPresent() || destination == null) {
                continue;
            }
            try {
                change.at(destination);
            } catch (IOException e) {
                warnings.add("destination '" + destination.name() + "': the pin's file was not " + done + ": "
                        + Errno.reason(e));
            }
        }
        return warnings;
    }
}
