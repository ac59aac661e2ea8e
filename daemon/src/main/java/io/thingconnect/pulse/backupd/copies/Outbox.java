package io.thingconnect.pulse.backupd.copies;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.storage.Storage.StoredFile;
import io.thingconnect.pulse.backupd.storage.local.LocalStorage;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Sizes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory of the spool where a backup waits that no destination could take yet, laid out as a destination is. What lies
 * here and nowhere else is pending, never good. The files say what waits, so that nothing is lost with the catalog.
 */
public final class Outbox {
    /** No destination can be configured under this name. */
    static final String NAME = "(outbox)";

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private final Destination place;
    private final long most;
    private final long reserve;

    /**
     * @param most bytes that may wait
     * @param reserve bytes of the file system that stay free
     * @param keys those of the destinations: what waits is encrypted as it will lie there
     */
    Outbox(Path spool, long most, long reserve, Keys keys) {
        place = new Destination(NAME, new LocalStorage(spool.resolve("outbox"), false), keys);
        this.most = most;
        this.reserve = reserve;
    }

    public Destination place() {
        return place;
    }

    /** Whole backups of a job that wait here. */
    public Set<Label> labels(String job) throws BackupException {
        return new HashSet<>(
                BackupFiles.labels(files(job).stream().map(StoredFile::name).toList()));
    }

    public boolean holds(BackupRecord backup) throws BackupException {
        return labels(backup.job()).contains(backup.label());
    }

    /** Removes a backup, the file that makes it one first. */
    void release(String job, Label label) throws BackupException {
        try {
            place.storage().delete(BackupFiles.checksums(job, label));
            for (StoredFile file : place.storage().list(job)) {
                if (file.name().startsWith(label + ".")) {
                    place.storage().delete(job + "/" + file.name());
                }
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Lets go of what waits for nothing any more: no copy of it is pending at one of these destinations. */
    void settle(Catalog catalog, Set<String> destinations) throws BackupException {
        for (BackupRecord backup : catalog.backups()) {
            boolean waits = backup.copies().stream()
                    .anyMatch(copy -> copy.state() == CopyState.PENDING && destinations.contains(copy.destination()));
            if (!waits && (backup.isGood() || backup.isExpired()) && holds(backup)) {
                release(backup.job(), backup.label());
            }
        }
    }

    /**
     * Sees to it that so many bytes fit, and lets go of what lies at a destination by now, though another still waits for it:
     * that copy can be read there.
     *
     * @throws BackupException {@code NO_SPACE}
     */
    void require(long bytes, Catalog catalog, String what) throws BackupException {
        if (used() + bytes > most) {
            for (BackupRecord backup : catalog.backups()) {
                if (backup.isGood() && holds(backup)) {
                    release(backup.job(), backup.label());
                    LOG.info("outbox: released {}, which lies at a destination", backup.label());
                }
            }
        }
        long used = used();
        if (used + bytes > most) {
            throw new BackupException(
                    ErrorCode.NO_SPACE,
                    "the outbox (" + place.storage().location() + ") holds " + Sizes.text(used) + " that wait for a"
                            + " destination; " + what + " needs about " + Sizes.text(bytes) + " more, and "
                            + Sizes.text(most) + " may wait",
                    "Bring a destination back, or raise backup.spool.maxSize: pulsectl destinations");
        }
        long free = free();
        if (free >= 0 && free < bytes + reserve) {
            throw new BackupException(
                    ErrorCode.NO_SPACE,
                    "the spool (" + place.storage().location() + ") has " + Sizes.text(free) + " free; " + what
                            + " needs about " + Sizes.text(bytes + reserve) + ", with the reserve of "
                            + Sizes.text(reserve),
                    "Free space there, or lower backup.spool.reserve: df -h "
                            + place.storage().location());
        }
    }

    private long used() throws BackupException {
        long used = 0;
        try {
            for (String job : place.storage().directories()) {
                used += files(job).stream().mapToLong(StoredFile::size).sum();
            }
            return used;
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private long free() throws BackupException {
        try {
            Storage.Space space = place.storage().space();
            return space.free();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private List<StoredFile> files(String job) throws BackupException {
        try {
            return place.storage().list(job);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private BackupException unusable(IOException e) {
        return new BackupException(
                Errno.isNoSpace(e) ? ErrorCode.NO_SPACE : ErrorCode.DESTINATION_UNAVAILABLE,
                "the outbox " + place.storage().location() + " cannot be used: " + Errno.reason(e),
                "It must belong to the user the daemon runs as; check: ls -ld "
                        + place.storage().location(),
                e);
    }
}
