package io.thingconnect.pulse.backupd.copies;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.job.Operations;
import io.thingconnect.pulse.backupd.job.Request;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.system.Work;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Copies one backup to a destination because somebody asked for it, or all whose time has come. */
public final class CopyRun {
    private final Catalog catalog;
    private final Copying copying;

    public CopyRun(Catalog catalog, Copying copying) {
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.copying = requireNonNull(copying, "copying is null");
    }

    public Operations.Outcome run(Request.Copy request, Destination to, Work work, Consumer<String> warnings)
            throws BackupException {
        return request.label().isPresent()
                ? one(catalog.find(request.label().get()), to, work, warnings)
                : all(request.force(), to, work, warnings);
    }

    private Operations.Outcome one(BackupRecord backup, Destination to, Work work, Consumer<String> warnings)
            throws BackupException {
        Label label = backup.label();
        Optional<CopyRecord> before = backup.copies().stream()
                .filter(copy -> copy.destination().equals(to.name()))
                .findFirst();
        Optional<CopyState> state = before.map(CopyRecord::state);
        if (state.equals(Optional.of(CopyState.GOOD))) {
            return new Operations.Outcome(label.toString(), label + " is at " + to.name() + " already");
        }
        if (!state.equals(Optional.of(CopyState.PENDING))) {
            // So that expiry leaves alone there what it will stand on.
            catalog.putCopy(
                    label,
                    new CopyRecord(
                            to.name(), CopyState.PENDING, "", copying.clock().instant()));
        }
        boolean made = false;
        try {
            List<Label> copied = copying.copy(label, to, work);
            made = true;
            to.notices().forEach(warnings);
            String more = copied.size() > 1 ? ", with " + (copied.size() - 1) + " that it stands on" : "";
            return new Operations.Outcome(label.toString(), label + " was copied to " + to.name() + more);
        } finally {
            if (!made && !state.equals(Optional.of(CopyState.PENDING))) {
                takeBack(label, to, before);
            }
        }
    }

    /** Nobody waits for a copy that was wanted once: it is as it was. */
    private void takeBack(Label label, Destination to, Optional<CopyRecord> before) throws BackupException {
        if (before.isPresent()) {
            catalog.putCopy(label, before.get());
        } else {
            catalog.forgetCopy(label, to.name());
        }
    }

    /** What is broken with one backup does not hold up the others; a destination that does not answer does. */
    private Operations.Outcome all(boolean force, Destination to, Work work, Consumer<String> warnings)
            throws BackupException {
        Set<Label> tried = new HashSet<>();
        int copied = 0;
        BackupException last = null;
        for (Optional<Label> next = next(force, to, tried); next.isPresent(); next = next(force, to, tried)) {
            tried.add(next.get());
            try {
                copied += copying.copy(next.get(), to, work).size();
            } catch (BackupException e) {
                if (e.code() == ErrorCode.CANCELLED
                        || e.code() == ErrorCode.DESTINATION_UNAVAILABLE
                        || e.code() == ErrorCode.NO_SPACE) {
                    throw e;
                }
                warnings.accept(e.getMessage());
                last = e;
            }
        }
        if (last != null && copied == 0) {
            throw last;
        }
        if (copied > 0) {
            to.notices().forEach(warnings);
        }
        return new Operations.Outcome(null, copied + (copied == 1 ? " copy" : " copies") + " made at " + to.name());
    }

    private Optional<Label> next(boolean force, Destination to, Set<Label> tried) throws BackupException {
        List<BackupRecord> waiting = force ? copying.pending(to.name()) : copying.due(to.name());
        return waiting.stream()
                .map(BackupRecord::label)
                .filter(label -> !tried.contains(label))
                .findFirst();
    }
}
