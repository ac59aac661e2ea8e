package io.thingconnect.pulse.backupd.restore.salvage;

import io.thingconnect.pulse.backupd.backupset.Label;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a salvage brought out and what it did not.
 *
 * @param proven whether a manifest was there to tell what is whole; without one nothing is
 * @param notes for people, a clause each
 * @param entries every entry of the backup, or, without a manifest, every member that was found
 * @param databases those that did not come out whole
 */
public record SalvageReport(
        Label label,
        String destination,
        boolean proven,
        List<String> notes,
        List<Item> entries,
        List<DatabaseRemains> databases) {
    public SalvageReport {
        notes = List.copyOf(notes);
        entries = List.copyOf(entries);
        databases = List.copyOf(databases);
    }

    /** What became of an entry. */
    public enum Result {
        /** Whole, and equal to the manifest. */
        RECOVERED,
        /** Its content is there, but is not what was backed up. */
        DAMAGED,
        /** It is not in an archive that should hold it, or that archive is not there. */
        MISSING,
        /** It was not found again in an archive that is damaged. */
        BEYOND_DAMAGE,
        /** A database whose deltas are of no use because what they are based on is not whole. */
        BASE_DAMAGED,
        /** A database that lacks a delta. */
        DELTA_DAMAGED,
        /** It is something that must not be extracted. */
        REFUSED,
        /** It was read, and nothing tells whether it is what was backed up. */
        UNPROVEN;

        /** As JSON and text have it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * One entry.
     *
     * @param why a clause; "" where it was recovered
     */
    public record Item(String path, String type, long size, Result result, String why) {}

    /**
     * What there is of a database that did not come out whole.
     *
     * @param partial where the readable bytes are, relative to the target; "" where there are none
     * @param bytes of the partial copy
     * @param pagesReadable whole pages of it
     * @param pages of the database
     * @param pagesEqual readable and equal by the page map that this machine keeps; empty where it keeps none
     * @param olderGood the newest older backup at the same destination that holds it and whose whole chain has the right
     *     checksums
     */
    public record DatabaseRemains(
            String path,
            String why,
            String partial,
            long bytes,
            long pagesReadable,
            long pages,
            Optional<Long> pagesEqual,
            Optional<Older> olderGood) {}

    /** A backup to fall back on. */
    public record Older(Label label, Instant takenAt) {}

    /** Whether nothing at all was lost. */
    public boolean isComplete() {
        return proven && lost() == 0;
    }

    public long recovered() {
        return entries.stream()
                .filter(item -> item.result() == Result.RECOVERED)
                .count();
    }

    /** Entries that are not recovered, those that are only unproven among them. */
    public long lost() {
        return entries.size() - recovered();
    }

    /** One line. */
    public String summary() {
        if (!proven) {
            return "%s from %s: no manifest, so nothing is proven: %d members found"
                    .formatted(label, destination, entries.size());
        }
        return "%s from %s: %d of %d entries recovered, %d lost"
                .formatted(label, destination, recovered(), entries.size(), lost());
    }
}
