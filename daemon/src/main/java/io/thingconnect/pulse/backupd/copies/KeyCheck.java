package io.thingconnect.pulse.backupd.copies;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.verify.CopyReader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the newest backup with the secrets of the configuration, at start and at each reload: a passphrase that was lost is
 * to be missed on a quiet day.
 */
public final class KeyCheck {
    private static final Logger LOG = LoggerFactory.getLogger(KeyCheck.class);

    /** A reload waits for the check. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Supplier<Installation> installation;
    private final Catalog catalog;
    private final Clock clock;
    private volatile Optional<Locked> found = Optional.empty();
    private volatile List<String> warnings = List.of();
    private volatile boolean done;

    public KeyCheck(Supplier<Installation> installation, Catalog catalog, Clock clock) {
        this.installation = requireNonNull(installation, "installation is null");
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * A copy that does not open.
     *
     * @param since when that was found
     */
    public record Locked(String label, String destination, Instant since, String message) {
        /** That it was found again is no news. */
        Locked since(Optional<Locked> before) {
            return before.filter(known ->
                            known.label().equals(label) && known.destination().equals(destination))
                    .map(known -> new Locked(label, destination, known.since(), message))
                    .orElse(this);
        }
    }

    /** What the last check came to; empty where everything opens, or nothing could be looked at. */
    public Optional<Locked> found() {
        return found;
    }

    /** Which old passphrases are still needed, by the last check; one line each for people. */
    public List<String> warnings() {
        return warnings;
    }

    /** Whether {@link #run} has come to its end at least once. */
    public boolean isDone() {
        return done;
    }

    /**
     * Looks at every good copy of the newest good backup, and for a few seconds at what the catalog remembers of the others,
     * newest first. A destination that does not answer has its own alarm.
     */
    public void run() {
        try {
            List<BackupRecord> backups = catalog.backups();
            Optional<BackupRecord> newest =
                    backups.stream().filter(BackupRecord::isGood).findFirst();
            OldKeys old = old(backups);
            Optional<Locked> before = found;
            found = newest.flatMap(this::locked).or(() -> locked(backups, old)).map(locked -> locked.since(before));
            warnings = old.warnings();
            warnings.forEach(LOG::warn);
            found.ifPresent(locked -> LOG.error(
                    "destination {}: {} cannot be opened: {}", locked.destination(), locked.label(), locked.message()));
        } catch (BackupException e) {
            LOG.warn("it was not tried whether the newest backup opens: {}", e.getMessage());
        } finally {
            done = true;
        }
    }

    private OldKeys old(List<BackupRecord> backups) throws BackupException {
        Optional<Keys> keys = installation.get().destinations().values().stream()
                .map(Destination::keys)
                .findFirst();
        long begun = System.nanoTime();
        return OldKeys.of(
                backups,
                catalog.seals(),
                keys.orElse(Keys.none()),
                () -> System.nanoTime() - begun > PATIENCE.toNanos());
    }

    /** An old passphrase was taken away too early. */
    private Optional<Locked> locked(List<BackupRecord> backups, OldKeys old) {
        return backups.stream()
                .filter(backup -> old.locked().contains(backup.label()))
                .findFirst()
                .map(backup -> new Locked(
                        backup.label().toString(),
                        backup.copies().stream()
                                .filter(copy -> copy.state().isPresent())
                                .map(CopyRecord::destination)
                                .findFirst()
                                .orElse(""),
                        clock.instant(),
                        (old.locked().size() == 1
                                        ? "it is"
                                        : "it is one of " + old.locked().size() + " backups that are")
                                + " encrypted with a passphrase that is not configured"));
    }

    private Optional<Locked> locked(BackupRecord backup) {
        return backup.copies().stream()
                .filter(copy -> copy.state() == CopyState.GOOD)
                .flatMap(copy -> locked(backup, copy).stream())
                .findFirst();
    }

    private Optional<Locked> locked(BackupRecord backup, CopyRecord copy) {
        Destination destination = installation.get().destinations().get(copy.destination());
        if (destination == null || !destination.keys().readsItsOwn()) {
            // With public keys it is as it should be.
            return Optional.empty();
        }
        try {
            CopyReader.open(destination, backup.job(), backup.label());
            return Optional.empty();
        } catch (BackupException e) {
            return e.code() == ErrorCode.KEY_MISSING
                    ? Optional.of(
                            new Locked(backup.label().toString(), copy.destination(), clock.instant(), e.getMessage()))
                    : Optional.empty();
        }
    }
}
