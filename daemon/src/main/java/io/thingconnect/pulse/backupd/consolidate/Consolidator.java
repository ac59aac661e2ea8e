package io.thingconnect.pulse.backupd.consolidate;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.archive.ArchiveWriter;
import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Difference;
import io.thingconnect.pulse.backupd.backupset.Encryption;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.ChainProof;
import io.thingconnect.pulse.backupd.verify.ChainReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;

/**
 * Writes the archive of a full out of a chain, in one pass: databases go straight from the chain into the new archive;
 * other files, which come in the order of the chain, wait in the spool for their place.
 */
public final class Consolidator {
    private final Path spool;
    private final String productVersion;
    private final Clock clock;

    public Consolidator(Path spool, String productVersion, Clock clock) {
        this.spool = requireNonNull(spool, "spool is null");
        this.productVersion = requireNonNull(productVersion, "productVersion is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /** The label of the full made from a backup: the same time, because it is the same recovery point. */
    public static Label label(Label of) {
        return new Label(of.at(), Kind.FULL);
    }

    /** How the archive is made small and unreadable to others; {@code keys} may do neither. */
    public record Packing(Compression compression, int level, Keys keys) {}

    /**
     * @param chain ends with an incremental or differential
     * @param out receives the archive; not closed here
     * @throws IOException from {@code out} and the spool
     * @throws BackupException what proving the chain has to say
     */
    public Manifest write(ChainReader chain, Packing packing, OutputStream out, Work work)
            throws IOException, BackupException {
        Manifest target = chain.manifest();
        if (!target.lineage().isDelta()) {
            throw new IllegalArgumentException(target.label() + " is a full");
        }
        int workers = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors()));
        try (ArchiveWriter writer =
                        ArchiveWriter.open(out, packing.compression(), packing.level(), workers, packing.keys());
                IntoFull full = new IntoFull(target, writer, spool, work)) {
            new ChainProof(chain, full, spool, work).run();
            return manifest(target, packing, writer.finish());
        }
    }

    private Manifest manifest(Manifest target, Packing packing, ArchiveWriter.Totals totals) {
        Encryption encryption = Encryption.of(packing.keys().encrypts());
        Label label = label(target.label());
        return new Manifest(
                Manifest.FORMAT,
                label,
                target.job(),
                target.contentId(),
                Lineage.consolidated(target.lineage().timeline(), target.label()),
                target.takenAt(),
                clock.instant(),
                target.host(),
                target.instanceId(),
                productVersion,
                target.sqliteVersion(),
                target.note(),
                target.components(),
                new Manifest.ArchiveInfo(
                        new BackupFiles(target.job(), label, packing.compression(), encryption).archiveName(),
                        packing.compression(),
                        encryption,
                        totals.size(),
                        totals.plainSize(),
                        totals.sha256()),
                target.databases().stream().map(Consolidator::whole).toList(),
                target.entries(),
                Difference.NONE,
                target.secretsLeftOut(),
                target.warnings());
    }

    private static DatabaseState whole(DatabaseState state) {
        return DatabaseState.whole(
                state.path(), state.pageSize(), state.pages(), state.after(), state.schemaVersion(), "consolidated");
    }
}
