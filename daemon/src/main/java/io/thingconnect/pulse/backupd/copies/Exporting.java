package io.thingconnect.pulse.backupd.copies;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Checksums;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.publish.RestoreNotes;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.verify.CopyReader;
import io.thingconnect.pulse.backupd.verify.StoredCopy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Hands out the files of a backup as they are stored, so that stock tools can do with them what they can do at a destination.
 * What is encrypted stays so. An archive's bytes are held against its {@code .sha256} on the way out; that they were not what
 * was written is known only at the end, and is an error then.
 */
public final class Exporting {
    private static final int BLOCK = 1 << 18;

    private final Catalog catalog;
    private final Copying copying;

    public Exporting(Catalog catalog, Copying copying) {
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.copying = requireNonNull(copying, "copying is null");
    }

    /** Takes files, one after the other. */
    public interface Receiver {
        /**
         * What follows belongs to this file.
         *
         * @param name relative, as below a destination: {@code daily/LABEL.tar.gz}
         * @param sha256 of its bytes
         */
        void file(String name, long bytes, Sha256 sha256) throws IOException;

        void bytes(byte[] buffer, int count) throws IOException;
    }

    /**
     * Of each backup the archive, the manifest, and the {@code .sha256} last.
     *
     * @param chain whether all that it stands on comes first, the full before all else, and {@code RESTORE.md} at the end
     * @param from the destination to read at; empty: the nearest that has it
     * @throws BackupException {@code BACKUP_NOT_FOUND}, {@code DESTINATION_UNAVAILABLE}, {@code BUSY} while it is removed;
     *     {@code ARCHIVE_CORRUPT} also after its bytes were handed out
     * @throws IOException from the receiver only
     */
    public void run(BackupRecord backup, boolean chain, Optional<Destination> from, Receiver receiver)
            throws BackupException, IOException {
        List<BackupRecord> wanted = chain ? copying.chain(backup) : List.of(backup);
        List<BackupRecord> held = new ArrayList<>();
        try {
            for (BackupRecord each : wanted) {
                if (!catalog.beginReading(each.label())) {
                    throw new BackupException(
                            ErrorCode.BUSY, "backup " + each.label() + " is being removed", "List them: pulsectl list");
                }
                held.add(each);
            }
            // All are looked for before the first byte: half a chain is of no use.
            List<StoredCopy> copies = new ArrayList<>();
            for (BackupRecord each : wanted) {
                copies.add(find(each, from));
            }
            for (StoredCopy copy : copies) {
                export(copy, receiver);
            }
            if (chain) {
                notes(copies, receiver);
            }
        } finally {
            for (BackupRecord each : held) {
                catalog.endReading(each.label());
            }
        }
    }

    private StoredCopy find(BackupRecord backup, Optional<Destination> from) throws BackupException {
        List<Destination> places = from.isPresent() ? List.of(from.get()) : copying.sources(backup, "");
        BackupException last = new BackupException(
                ErrorCode.BACKUP_NOT_FOUND,
                "no configured destination holds a good copy of backup " + backup.label(),
                "See where copies were last seen: pulsectl show " + backup.label());
        for (Destination place : places) {
            try {
                StoredCopy copy = StoredCopy.open(place, backup.job(), backup.label());
                copy.manifest();
                return copy;
            } catch (BackupException e) {
                last = e;
            }
        }
        throw last;
    }

    private static void export(StoredCopy copy, Receiver receiver) throws BackupException, IOException {
        Checksums checksums = copy.checksums();
        BackupFiles files = checksums.files();
        receiver.file(files.archive(), size(copy), checksums.archive());
        archive(copy, receiver);
        small(files.manifest(), copy.manifest(), receiver);
        small(files.checksums(), checksums.text().getBytes(StandardCharsets.UTF_8), receiver);
    }

    private static void small(String name, byte[] bytes, Receiver receiver) throws IOException {
        receiver.file(name, bytes.length, Sha256.of(bytes));
        receiver.bytes(bytes, bytes.length);
    }

    private static void archive(StoredCopy copy, Receiver receiver) throws BackupException, IOException {
        MessageDigest digest = Sha256.digest();
        byte[] buffer = new byte[BLOCK];
        try (InputStream in = copy.archive()) {
            for (int count = read(in, buffer, copy); count >= 0; count = read(in, buffer, copy)) {
                digest.update(buffer, 0, count);
                receiver.bytes(buffer, count);
            }
        }
        if (!Sha256.of(digest).equals(copy.checksums().archive())) {
            String destination = copy.destination().name();
            throw new BackupException(
                    ErrorCode.ARCHIVE_CORRUPT,
                    "archive " + copy.checksums().files().archiveName() + " at destination '" + destination
                            + "' is not what was written there; what was exported is of no use",
                    "Have it proven: pulsectl verify "
                            + copy.checksums().files().label() + " --destination " + destination);
        }
    }

    /** What the place does is not to be taken for what the receiver does. */
    private static int read(InputStream in, byte[] buffer, StoredCopy copy) throws BackupException {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw unreadable(copy, e);
        }
    }

    private static long size(StoredCopy copy) throws BackupException {
        BackupFiles files = copy.checksums().files();
        try {
            return copy.destination().storage().list(files.job()).stream()
                    .filter(file -> file.name().equals(files.archiveName()))
                    .mapToLong(file -> file.size())
                    .findFirst()
                    .orElseThrow(() -> new BackupException(
                            ErrorCode.ARCHIVE_CORRUPT,
                            "archive " + files.archiveName() + " is missing at destination '"
                                    + copy.destination().name() + "'",
                            "Use the copy at another destination: pulsectl show " + files.label()));
        } catch (IOException e) {
            throw unreadable(copy, e);
        }
    }

    private static BackupException unreadable(StoredCopy copy, IOException e) {
        return new BackupException(
                ErrorCode.DESTINATION_UNAVAILABLE,
                "destination '" + copy.destination().name() + "' ("
                        + copy.destination().storage().location() + ") could not be read: "
                        + copy.checksums().files().archive() + ": " + Errno.reason(e),
                Errno.hint(e, "Look at it with: pulsectl destinations"),
                e);
    }

    /** Nothing fails for want of them: who cannot read the newest manifest here can read it elsewhere. */
    private static void notes(List<StoredCopy> chain, Receiver receiver) throws IOException {
        StoredCopy newest = chain.get(chain.size() - 1);
        String text;
        try {
            BackupFiles files = newest.checksums().files();
            Manifest manifest = CopyReader.open(newest.destination(), files.job(), files.label())
                    .manifest();
            text = RestoreNotes.text(
                    manifest,
                    chain.stream().map(copy -> copy.checksums().files()).toList(),
                    newest.destination().keys());
        } catch (BackupException e) {
            return;
        }
        small(RestoreNotes.FILE, text.getBytes(StandardCharsets.UTF_8), receiver);
    }
}
