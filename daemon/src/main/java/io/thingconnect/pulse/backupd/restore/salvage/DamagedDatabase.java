package io.thingconnect.pulse.backupd.restore.salvage;

import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.restore.salvage.SalvageReport.Result;
import io.thingconnect.pulse.backupd.restore.salvage.SalvagedTree.Copied;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A database of the backup, and the members of archives that it is put together from. */
final class DamagedDatabase {
    private final Entry entry;
    private final DatabaseState state;
    private final String gap;
    private final List<Piece> deltas = new ArrayList<>();
    private Piece base;

    /** One of the members: the base, or a delta that is laid over it. */
    static final class Piece {
        private final Label label;
        private final String path;
        private final long size;
        private final Sha256 sha256;
        private Copied copied;

        private Piece(Label label, String path, long size, Sha256 sha256) {
            this.label = label;
            this.path = path;
            this.size = size;
            this.sha256 = sha256;
        }

        Label label() {
            return label;
        }

        String path() {
            return path;
        }

        long size() {
            return size;
        }

        boolean isWhole() {
            return copied != null && copied.is(size, sha256);
        }

        void take(Copied found) {
            copied = found;
        }

        /** Empty where the member was not met. */
        Optional<Copied> copied() {
            return Optional.ofNullable(copied);
        }

        private String what() {
            return copied == null
                    ? "was not found in the archive of " + label
                    : "is damaged in the archive of " + label + " (" + copied.bytes() + " of " + size
                            + " bytes could be read)";
        }
    }

    DamagedDatabase(Entry entry, DatabaseState state, SalvageLinks links) {
        this.entry = entry;
        this.state = state;
        this.gap = links.gap();
        for (Manifest link : links.manifests()) {
            Optional<DatabaseState> at = link.databases().stream()
                    .filter(candidate -> candidate.path().equals(entry.path()))
                    .findFirst();
            if (at.isEmpty()) {
                return;
            }
            if (!at.get().isDelta()) {
                long size = at.get().pages() * at.get().pageSize();
                base = new Piece(link.label(), entry.path(), size, at.get().after());
                return;
            }
            DatabaseState.Delta delta = at.get().delta();
            if (delta.size() > 0) {
                deltas.add(0, new Piece(link.label(), at.get().deltaPath(link.label()), delta.size(), delta.sha256()));
            }
        }
    }

    Entry entry() {
        return entry;
    }

    DatabaseState state() {
        return state;
    }

    /** Null where nobody knows which archive has it. */
    Piece base() {
        return base;
    }

    /** Those that change anything, oldest first. */
    List<Piece> deltas() {
        return deltas;
    }

    List<Piece> pieces() {
        List<Piece> pieces = new ArrayList<>(deltas);
        if (base != null) {
            pieces.add(base);
        }
        return pieces;
    }

    boolean hasAllPieces() {
        return base != null && pieces().stream().allMatch(Piece::isWhole);
    }

    /** Why it is not whole; the base first, because without it the deltas are of no use. */
    Result result() {
        if (base == null) {
            return Result.BASE_DAMAGED;
        }
        if (!base.isWhole()) {
            return deltas.isEmpty() ? ofBase() : Result.BASE_DAMAGED;
        }
        return Result.DELTA_DAMAGED;
    }

    private Result ofBase() {
        return base.copied == null ? Result.MISSING : Result.DAMAGED;
    }

    /** A clause. */
    String why() {
        if (base == null) {
            return "what its deltas are based on is not known: "
                    + (gap.isEmpty() ? "no archive of the chain carries it whole" : gap);
        }
        if (!base.isWhole()) {
            return (deltas.isEmpty() ? "it " : "its base ") + base.what();
        }
        return deltas.stream()
                .filter(delta -> !delta.isWhole())
                .map(delta -> "its delta " + delta.what())
                .findFirst()
                .orElse("what comes out of its base and deltas is not what was backed up");
    }
}
