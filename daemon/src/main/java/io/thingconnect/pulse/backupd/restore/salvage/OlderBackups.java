package io.thingconnect.pulse.backupd.restore.salvage;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.restore.salvage.SalvageReport.Older;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.ChainReader;
import io.thingconnect.pulse.backupd.verify.Verdict;
import io.thingconnect.pulse.backupd.verify.Verifier;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the newest older backup to fall back on. It is offered only when every archive of its chain has the SHA-256 that was
 * noted when it was written; each archive is read once, whatever number of chains it is in.
 */
final class OlderBackups {
    private final Destination destination;
    private final String job;
    private final Verifier verifier;
    private final Work work;
    private final Map<Label, Boolean> intact = new HashMap<>();

    OlderBackups(Destination destination, String job, Path scratch, Work work) {
        this.destination = destination;
        this.job = job;
        this.verifier = new Verifier(scratch);
        this.work = work;
    }

    /**
     * @param labels newest first
     * @param path of a database
     */
    Optional<Older> newest(List<Label> labels, Label before, String path) throws BackupException {
        for (Label label : labels) {
            if (label.compareTo(before) < 0 && !Boolean.FALSE.equals(intact.get(label))) {
                Optional<ChainReader> chain = chain(label);
                if (chain.isPresent() && holds(chain.get().manifest(), path) && isIntact(chain.get())) {
                    return Optional.of(new Older(label, chain.get().manifest().takenAt()));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean holds(Manifest manifest, String path) {
        return manifest.databases().stream().anyMatch(state -> state.path().equals(path));
    }

    private Optional<ChainReader> chain(Label label) throws BackupException {
        work.check();
        try {
            return Optional.of(ChainReader.open(destination, job, label));
        } catch (BackupException e) {
            if (e.code() == ErrorCode.DESTINATION_UNAVAILABLE) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private boolean isIntact(ChainReader chain) throws BackupException {
        for (Manifest manifest : chain.chain().manifests()) {
            if (!isIntact(manifest.label())) {
                return false;
            }
        }
        return true;
    }

    private boolean isIntact(Label label) throws BackupException {
        Boolean known = intact.get(label);
        if (known == null) {
            known = verifier.verifyAlone(destination, job, label, work) instanceof Verdict.Intact;
            intact.put(label, known);
        }
        return known;
    }
}
