package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** A database's bytes in the spool: the application is not involved any more. */
final class SpooledSnapshot implements DatabaseSnapshot {
    private final RandomAccessFile file;
    private final Facts facts;

    /** @param file closed with this snapshot */
    SpooledSnapshot(RandomAccessFile file, Facts facts) {
        this.file = file;
        this.facts = facts;
    }

    /**
     * @param method {@code staged} or {@code copied}
     * @param walGrowth bytes, while the live database was held
     * @param heldMillis for which it was held
     */
    record Facts(
            Path spool,
            int pageSize,
            long pages,
            String schemaVersion,
            String method,
            long walGrowth,
            long heldMillis) {}

    @Override
    public int pageSize() {
        return facts.pageSize();
    }

    @Override
    public long pages() {
        return facts.pages();
    }

    @Override
    public String schemaVersion() {
        return facts.schemaVersion();
    }

    @Override
    public String method() {
        return facts.method();
    }

    @Override
    public Captured copyTo(OutputStream out, Path pageMap, Work work) throws IOException, BackupException {
        work.phase("database", bytes());
        Sha256 sha256 = PageStream.copy(new Pages(), out, pageMap, work);
        return new Captured(sha256, facts.walGrowth(), facts.heldMillis());
    }

    @Override
    public Comparison copyChanged(Path parentMap, Path pageMap, Path delta, Work work)
            throws IOException, BackupException {
        Optional<ParentUnfit> unfit = ParentMap.misfit(parentMap, pageSize());
        if (unfit.isPresent()) {
            return unfit.get();
        }
        work.phase("database", bytes());
        PageSource source = new Pages();
        try (DeltaFiles files = new DeltaFiles(source, pageMap, delta)) {
            Sha256 after = ChangedPages.write(source, parentMap, files, work);
            return files.keep(after, facts.walGrowth(), facts.heldMillis());
        }
    }

    @Override
    public void close() {
        SpoolFile.closeQuietly(file);
    }

    private final class Pages implements PageSource {
        @Override
        public int pageSize() {
            return facts.pageSize();
        }

        @Override
        public long pages() {
            return facts.pages();
        }

        @Override
        public void read(long first, int count, byte[] into) throws BackupException {
            int length = count * pageSize();
            try {
                file.seek((first - 1) * pageSize());
                int got = MainFile.readFully(file, into, 0, length);
                Arrays.fill(into, got, length, (byte) 0);
                zeroLockPage(first, count, into);
            } catch (IOException e) {
                throw Faults.spool(facts.spool(), e);
            }
        }
    }
}
