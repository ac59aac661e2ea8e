package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.backupset.Ancestry;
import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Encryption;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.config.Settings;
import io.thingconnect.pulse.backupd.copies.Installation;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.publish.Restorable;
import io.thingconnect.pulse.backupd.publish.RestoreCommands;
import io.thingconnect.pulse.backupd.report.RunbookFacts;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.verify.StoredCopy;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the backups that the newest state is made of, and writes down how they are unpacked without us. */
final class RunbookChains {
    private static final Logger LOG = LoggerFactory.getLogger(RunbookChains.class);

    private final Supplier<Installation> installation;
    private final CatalogBackups contents;

    RunbookChains(Supplier<Installation> installation, CatalogBackups contents) {
        this.installation = installation;
        this.contents = contents;
    }

    static boolean isGoodAt(BackupRecord backup, String destination) {
        return backup.copies().stream()
                .anyMatch(copy -> copy.destination().equals(destination) && copy.state() == CopyState.GOOD);
    }

    /**
     * Of each component the newest backup that holds it; oldest first, so that what is newer is put over it.
     *
     * @param services of the application, in the order they are started in
     */
    List<RunbookFacts.Chain> newest(Settings settings, List<String> services, List<BackupRecord> newestFirst) {
        Ancestry ancestry = Ancestry.among(newestFirst.stream()
                .filter(BackupRecord::isGood)
                .map(BackupRecord::member)
                .toList());
        Map<Label, BackupRecord> byLabel = new HashMap<>();
        newestFirst.forEach(backup -> byLabel.put(backup.label(), backup));
        Set<Component> missing = EnumSet.allOf(Component.class);
        List<RunbookFacts.Chain> chains = new ArrayList<>();
        for (BackupRecord backup : newestFirst) {
            if (!backup.isGood() || backup.components().stream().noneMatch(missing::contains)) {
                continue;
            }
            List<BackupRecord> chain = ancestry.chain(backup.member()).stream()
                    .map(member -> byLabel.get(member.label()))
                    .toList();
            Optional<RunbookFacts.Chain> found = chain(settings, services, chain);
            if (found.isPresent()) {
                chains.add(0, found.get());
                missing.removeAll(backup.components());
            }
        }
        return chains;
    }

    /** Empty where its full is gone, or no one destination holds all of it. */
    private Optional<RunbookFacts.Chain> chain(Settings settings, List<String> services, List<BackupRecord> chain) {
        if (chain.get(0).label().kind() != Kind.FULL) {
            return Optional.empty();
        }
        List<Destination> holders = installation.get().destinations().values().stream()
                .filter(place -> chain.stream().allMatch(backup -> isGoodAt(backup, place.name())))
                .toList();
        if (holders.isEmpty()) {
            return Optional.empty();
        }
        BackupRecord newest = chain.get(chain.size() - 1);
        Destination place = holders.get(0);
        List<BackupFiles> files =
                chain.stream().map(backup -> files(place, backup)).toList();
        Restorable restorable =
                new Restorable(settings.host(), files, databases(settings, newest), place.keys(), services);
        return Optional.of(new RunbookFacts.Chain(
                newest.label().toString(),
                newest.job(),
                newest.takenAt(),
                newest.components().stream().map(Component::word).toList(),
                place.name(),
                holders.stream().map(Destination::name).toList(),
                restoredBytes(chain.get(0), newest),
                chain.size(),
                RestoreCommands.of(restorable)));
    }

    /** A delta holds what has changed; files that came since its full are few beside the database. */
    private static long restoredBytes(BackupRecord full, BackupRecord newest) {
        return full.plainBytes() - full.databaseBytes() + newest.databaseBytes();
    }

    /** As its {@code .sha256} names them; where that cannot be read now, as they are named today. */
    private static BackupFiles files(Destination place, BackupRecord backup) {
        try {
            return StoredCopy.open(place, backup.job(), backup.label())
                    .checksums()
                    .files();
        } catch (BackupException e) {
            LOG.debug("names of the files of {} are guessed: {}", backup.label(), e.getMessage());
            return new BackupFiles(
                    backup.job(),
                    backup.label(),
                    backup.compression(),
                    Encryption.of(place.keys().encrypts()));
        }
    }

    /** By its manifest; where that cannot be read, those of the configuration. */
    private List<String> databases(Settings settings, BackupRecord backup) {
        if (!backup.hasDatabase()) {
            return List.of();
        }
        try {
            return contents.manifest(backup.label()).databases().stream()
                    .map(DatabaseState::path)
                    .toList();
        } catch (BackupException e) {
            LOG.debug("the databases of {} are taken from the configuration: {}", backup.label(), e.getMessage());
            return settings.application().databases().stream()
                    .map(path -> installation
                            .get()
                            .application()
                            .root()
                            .relativize(path)
                            .toString())
                    .toList();
        }
    }
}
