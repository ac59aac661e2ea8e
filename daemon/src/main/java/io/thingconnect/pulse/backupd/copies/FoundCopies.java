package io.thingconnect.pulse.backupd.copies;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.catalog.FoundCopy;
import io.thingconnect.pulse.backupd.catalog.PinRecord;
import io.thingconnect.pulse.backupd.catalog.VerificationRecord;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.Storage.StoredFile;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.CopyReader;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What the small files of a destination say: {@code .sha256}, manifest, {@code .pin} and {@code .verdict.json}. No archive
 * is read; of each only the size is looked at.
 */
final class FoundCopies {
    private static final String LEVEL = "checksum";

    private final Destination destination;
    private final Clock clock;

    FoundCopies(Destination destination, Clock clock) {
        this.destination = requireNonNull(destination, "destination is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /** One job's directory: every name with its size in bytes. */
    private record Listing(String job, Map<String, Long> sizes) {}

    /**
     * All of them.
     *
     * @param present labels of which anything is there, found readable or not
     * @param locked how many are encrypted with what is not configured here
     */
    record All(List<FoundCopy> copies, Set<String> present, Locked locked) {
        All {
            copies = List.copyOf(copies);
            present = Set.copyOf(present);
        }
    }

    /** Backups that no key here opens: one line says it for all that want the same. */
    static final class Locked {
        private final Map<String, List<BackupException>> byHint = new LinkedHashMap<>();
        private final Map<String, Label> newest = new LinkedHashMap<>();

        private void add(Label label, BackupException e) {
            byHint.computeIfAbsent(e.hint(), hint -> new ArrayList<>()).add(e);
            newest.merge(e.hint(), label, (one, other) -> one.compareTo(other) > 0 ? one : other);
        }

        int count() {
            return byHint.values().stream().mapToInt(List::size).sum();
        }

        Optional<BackupException> first() {
            return byHint.values().stream().map(all -> all.get(0)).findFirst();
        }

        private List<String> lines() {
            List<String> lines = new ArrayList<>();
            byHint.forEach((hint, all) -> lines.add((all.size() == 1
                            ? newest.get(hint) + " was"
                            : all.size() + " backups, the newest " + newest.get(hint) + ", were")
                    + " not taken in: " + all.get(all.size() - 1).getMessage() + ". " + hint));
            return lines;
        }
    }

    /**
     * @param warnings told of each backup that could not be read, with the reason
     * @throws IOException where the destination cannot be listed
     * @throws BackupException {@code CANCELLED}
     */
    All all(Work work, Consumer<String> warnings) throws IOException, BackupException {
        List<Listing> listings = new ArrayList<>();
        for (String job : destination.storage().directories()) {
            work.check();
            listings.add(listing(job));
        }
        work.phase("read manifests at " + destination.name(), manifestBytes(listings));
        List<FoundCopy> copies = new ArrayList<>();
        Set<String> present = new HashSet<>();
        Locked locked = new Locked();
        for (Listing listing : listings) {
            for (Label label : BackupFiles.labels(List.copyOf(listing.sizes().keySet()))) {
                work.check();
                present.add(label.toString());
                try {
                    copies.add(read(listing, label));
                } catch (BackupException e) {
                    if (e.code() == ErrorCode.CANCELLED) {
                        throw e;
                    }
                    if (e.code() == ErrorCode.KEY_MISSING) {
                        locked.add(label, e);
                        continue;
                    }
                    warnings.accept("destination '" + destination.name() + "': " + label + " was not taken in: "
                            + e.getMessage());
                }
                work.advance(manifestBytes(listing, label));
            }
            listing.sizes().keySet().stream()
                    .filter(name -> name.endsWith(".quarantined"))
                    .map(name -> name.substring(0, name.indexOf('.')))
                    .forEach(present::add);
        }
        locked.lines().forEach(line -> warnings.accept("destination '" + destination.name() + "': " + line));
        return new All(copies, present, locked);
    }

    /**
     * One of them.
     *
     * @throws BackupException {@code BACKUP_NOT_FOUND}, {@code MANIFEST_CORRUPT}, {@code FORMAT_TOO_NEW},
     *     {@code DESTINATION_UNAVAILABLE}, and what reading a manifest may say
     */
    FoundCopy one(String job, Label label) throws IOException, BackupException {
        return read(listing(job), label);
    }

    private Listing listing(String job) throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        for (StoredFile file : destination.storage().list(job)) {
            sizes.put(file.name(), file.size());
        }
        return new Listing(job, sizes);
    }

    private static long manifestBytes(List<Listing> listings) {
        long bytes = 0;
        for (Listing listing : listings) {
            for (Label label : BackupFiles.labels(List.copyOf(listing.sizes().keySet()))) {
                bytes += manifestBytes(listing, label);
            }
        }
        return bytes;
    }

    private static long manifestBytes(Listing listing, Label label) {
        return listing.sizes()
                .getOrDefault(label + ".manifest.json", listing.sizes().getOrDefault(label + ".manifest.json.gpg", 0L));
    }

    private FoundCopy read(Listing listing, Label label) throws BackupException {
        CopyReader opened = CopyReader.open(destination, listing.job(), label);
        Manifest manifest = opened.manifest();
        try {
            Optional<VerdictFile.Content> verdict = listing.sizes().containsKey(label + ".verdict.json")
                    ? VerdictFile.read(destination.storage(), listing.job(), label, destination.name())
                    : Optional.empty();
            Optional<PinRecord> pin = listing.sizes().containsKey(label + ".pin")
                    ? PinFile.read(destination.storage(), listing.job(), label)
                    : Optional.empty();
            List<VerificationRecord> proofs =
                    new ArrayList<>(verdict.map(VerdictFile.Content::proofs).orElse(List.of()));
            CopyRecord copy = verdict.flatMap(VerdictFile.Content::copy)
                    // Published whole, as its .sha256 says, and nobody noted that it was read back.
                    .orElse(new CopyRecord(destination.name(), CopyState.GOOD, "", manifest.finishedAt()));
            Optional<VerificationRecord> damage = damage(listing, manifest);
            if (damage.isPresent()) {
                proofs.add(damage.get());
                copy = new CopyRecord(destination.name(), CopyState.QUARANTINED, copy.readBack(), clock.instant());
            }
            BackupRecord backup = Records.of(manifest, 0, List.of(copy));
            return new FoundCopy(
                    backup,
                    pin,
                    proofs,
                    verdict.map(VerdictFile.Content::drills).orElse(List.of()),
                    opened.seal());
        } catch (IOException e) {
            throw new BackupException(
                    ErrorCode.DESTINATION_UNAVAILABLE,
                    "what stands beside " + label + " at destination '" + destination.name() + "' could not be read: "
                            + Errno.reason(e),
                    "Look at it with: pulsectl destinations",
                    e);
        }
    }

    /** What can be seen without reading it. */
    private Optional<VerificationRecord> damage(Listing listing, Manifest manifest) {
        Long size = listing.sizes().get(manifest.archive().file());
        if (size != null && size == manifest.archive().size()) {
            return Optional.empty();
        }
        String what = size == null
                ? "the archive " + manifest.archive().file() + " is missing"
                : "the archive " + manifest.archive().file() + " has " + size + " bytes, not "
                        + manifest.archive().size();
        return Optional.of(
                new VerificationRecord(manifest.label(), destination.name(), LEVEL, false, clock.instant(), 0, what));
    }
}
