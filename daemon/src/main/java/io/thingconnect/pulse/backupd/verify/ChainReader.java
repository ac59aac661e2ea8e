package io.thingconnect.pulse.backupd.verify;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Chain;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.Storage.StoredFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One backup and all that it stands on, back to its full, at one destination, found without a catalog. Manifests only are
 * read; they fit together, and none contradicts itself.
 *
 * <p>A parent is always older than its child, so what claims to be a chain ends, whatever the manifests say.
 */
public final class ChainReader {
    /** What one backup every five minutes makes in a year; more is no chain of ours. */
    private static final int MOST_LINKS = 100_000;

    private static final int PER_ENTRY = 4096;

    private final Destination destination;
    private final String job;
    /** Content ids of backups that were looked at; "" where a manifest cannot be read. */
    private final Map<Label, String> contentIds = new HashMap<>();

    private final Map<Label, BackupException> unreadable = new HashMap<>();
    private final List<CopyReader> copies = new ArrayList<>();
    private List<Label> present;
    private Chain chain;

    private ChainReader(Destination destination, String job) {
        this.destination = requireNonNull(destination, "destination is null");
        this.job = requireNonNull(job, "job is null");
    }

    /**
     * @throws BackupException {@code BACKUP_NOT_FOUND} where there is no such label; {@code CHAIN_BROKEN} naming the child
     *     and the parent that is sought; {@code MANIFEST_CORRUPT}, {@code FORMAT_TOO_NEW}, {@code DESTINATION_UNAVAILABLE};
     *     {@code KEY_MISSING} where it, or what may be its parent, cannot be decrypted
     */
    public static ChainReader open(Destination destination, String job, Label label) throws BackupException {
        ChainReader reader = new ChainReader(destination, job);
        CopyReader copy = CopyReader.open(destination, job, label);
        reader.copies.add(copy);
        while (copy.manifest().lineage().isDelta()) {
            if (reader.copies.size() == MOST_LINKS) {
                throw reader.broken(copy.manifest(), "it has more than " + MOST_LINKS + " links", null);
            }
            copy = reader.parent(copy.manifest());
            reader.copies.add(copy);
        }
        Collections.reverse(reader.copies);
        List<Manifest> manifests =
                reader.copies.stream().map(CopyReader::manifest).toList();
        reader.chain = Chain.of(manifests);
        for (Manifest manifest : manifests) {
            ExpectedMembers.of(manifest);
        }
        return reader;
    }

    /** Of the backup that was asked for. */
    public Manifest manifest() {
        return chain.target();
    }

    public Chain chain() {
        return chain;
    }

    /** Bytes that the backup takes when it is restored, with what a file system takes for each entry beside its content. */
    public long restoredBytes() {
        return chain.contentBytes() + (long) PER_ENTRY * manifest().entries().size();
    }

    public String destination() {
        return destination.name();
    }

    /** In the order of the chain, the full first. */
    List<CopyReader> copies() {
        return copies;
    }

    /**
     * A full with the parent's content may have taken its place; it has the parent's time. Else the label is only a hint,
     * and any older backup may be the one.
     */
    private CopyReader parent(Manifest child) throws BackupException {
        Label hint = child.lineage().parent();
        Optional<CopyReader> parent = firstThatFits(child, List.of(new Label(hint.at(), Kind.FULL), hint));
        if (parent.isEmpty()) {
            parent = firstThatFits(child, newestFirst());
        }
        return parent.orElseThrow(() -> missing(child));
    }

    private Optional<CopyReader> firstThatFits(Manifest child, List<Label> candidates) throws BackupException {
        String wanted = child.lineage().parentId();
        for (Label label : candidates) {
            boolean mayBe = label.at().isBefore(child.label().at())
                    && contentIds.getOrDefault(label, wanted).equals(wanted);
            Optional<CopyReader> copy = mayBe ? look(label) : Optional.empty();
            if (copy.isPresent() && copy.get().manifest().contentId().equals(wanted)) {
                return copy;
            }
        }
        return Optional.empty();
    }

    private Optional<CopyReader> look(Label label) throws BackupException {
        try {
            CopyReader copy = CopyReader.open(destination, job, label);
            contentIds.put(label, copy.manifest().contentId());
            return Optional.of(copy);
        } catch (BackupException e) {
            if (e.code() == ErrorCode.DESTINATION_UNAVAILABLE) {
                throw e;
            }
            contentIds.put(label, "");
            unreadable.put(label, e);
            return Optional.empty();
        }
    }

    private List<Label> newestFirst() throws BackupException {
        if (present == null) {
            try {
                present = new ArrayList<>(BackupFiles.labels(destination.storage().list(job).stream()
                        .map(StoredFile::name)
                        .toList()));
            } catch (IOException e) {
                throw StoredCopy.unavailable(destination, job, e);
            }
            Collections.reverse(present);
        }
        return present;
    }

    private BackupException missing(Manifest child) {
        Lineage lineage = child.lineage();
        BackupException why = unreadable.get(lineage.parent());
        if (why != null && why.code() == ErrorCode.FORMAT_TOO_NEW) {
            return why;
        }
        Optional<BackupException> locked = unreadable.values().stream()
                .filter(e -> e.code() == ErrorCode.KEY_MISSING)
                .findFirst();
        if (locked.isPresent()) {
            // Behind a lock that we have no key for may be the one that is sought: that is no damage.
            return locked.get();
        }
        String sought = "its parent " + lineage.parent() + " (content "
                + lineage.parentId().substring(0, 12) + "…) is not at destination '" + destination.name() + "'";
        return broken(child, why == null ? sought : sought + ": " + why.getMessage(), why);
    }

    private BackupException broken(Manifest child, String why, BackupException cause) {
        return new BackupException(
                ErrorCode.CHAIN_BROKEN,
                "the chain is broken at " + child.label() + ": " + why,
                "Use another destination's copies, or an older backup: pulsectl list.",
                cause);
    }
}
