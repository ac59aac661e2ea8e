package io.thingconnect.pulse.backupd.verify;

import io.thingconnect.pulse.backupd.archive.ArchiveMember;
import io.thingconnect.pulse.backupd.archive.ArchiveReader;
import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.source.sqlite.DeltaOverlay;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells which link it is, when what comes out of a chain is wrong: lays the deltas over the base one after the other, and
 * holds each state against the manifest of its backup. That costs a hash a link, and so is done only then.
 */
final class Culprit {
    private final List<CopyReader> copies;
    private final Base base;
    private final Work work;
    private final List<Step> steps = new ArrayList<>();

    Culprit(List<CopyReader> copies, Base base, Work work) {
        this.copies = copies;
        this.base = base;
        this.work = work;
    }

    /** @param failure what went wrong; becomes the cause */
    BackupException find(BackupException failure) throws BackupException, IOException {
        try {
            OutputStream out = OutputStream.nullOutputStream();
            for (int i = base.deltas().size() - 1; i >= 0; i--) {
                Step step = new Step(manifest(i), base.deltas().get(i), out);
                steps.add(0, step);
                out = step;
            }
            readBase(out);
            for (Step step : steps) {
                if (!step.fits()) {
                    return broken(step.manifest, failure);
                }
            }
            return broken(copies.get(copies.size() - 1).manifest(), failure);
        } finally {
            steps.forEach(Step::close);
        }
    }

    private Manifest manifest(int delta) {
        return copies.get(base.carrier() + 1 + delta).manifest();
    }

    private void readBase(OutputStream out) throws BackupException, IOException {
        CopyReader copy = copies.get(base.carrier());
        Manifest.ArchiveInfo archive = copy.manifest().archive();
        ArchiveReader.Limits limits = new ArchiveReader.Limits(archive.plainSize(), Integer.MAX_VALUE);
        byte[] buffer = new byte[Relay.BLOCK];
        try (ArchiveReader reader = ArchiveReader.open(copy.archive(), archive.compression(), copy.opening(), limits)) {
            ArchiveMember member = reader.next();
            while (member != null && !member.path().equals(base.result().path())) {
                member = reader.next();
            }
            for (int count = reader.read(buffer, 0, buffer.length);
                    count >= 0;
                    count = reader.read(buffer, 0, buffer.length)) {
                work.check();
                out.write(buffer, 0, count);
            }
        }
    }

    private BackupException broken(Manifest link, BackupException failure) {
        return new BackupException(
                ErrorCode.CHAIN_BROKEN,
                "the chain is broken at " + link.label() + ": with its delta the database '"
                        + base.result().path() + "' is not the one that was backed up (" + failure.getMessage() + ")",
                "Use another destination's copies, or an older backup: pulsectl list.",
                failure);
    }

    /** One delta over what comes out of those before it. Once it fails it takes everything and passes nothing on. */
    private final class Step extends OutputStream {
        private final Manifest manifest;
        private DeltaOverlay overlay;

        /** @param delta null where nothing changed */
        Step(Manifest manifest, Path delta, OutputStream out) throws IOException, BackupException {
            this.manifest = manifest;
            try {
                overlay = DeltaOverlay.open(delta == null ? List.of() : List.of(delta), out, work);
            } catch (BackupException e) {
                requireDamage(e);
            }
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                if (overlay != null) {
                    overlay.write(bytes, offset, length);
                }
            } catch (IOException e) {
                if (!(e.getCause() instanceof BackupException)) {
                    throw e;
                }
                close();
            }
        }

        boolean fits() throws IOException, BackupException {
            if (overlay == null) {
                return false;
            }
            try {
                Sha256 result = overlay.finish().sha256();
                return manifest.databases().stream()
                        .filter(state -> state.path().equals(base.result().path()))
                        .map(DatabaseState::after)
                        .allMatch(result::equals);
            } catch (BackupException e) {
                requireDamage(e);
                return false;
            }
        }

        private void requireDamage(BackupException e) throws BackupException {
            if (e.code() != ErrorCode.ARCHIVE_CORRUPT) {
                throw e;
            }
        }

        @Override
        public void close() {
            if (overlay != null) {
                overlay.close();
                overlay = null;
            }
        }
    }
}
