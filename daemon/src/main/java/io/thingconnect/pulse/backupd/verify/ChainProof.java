package io.thingconnect.pulse.backupd.verify;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Proves all archives of a chain and puts the backup at its end together on the way. Each archive is read once, newest
 * first: deltas are spooled; the base of a database comes last and streams through them; a plain file comes from the
 * archive that carries it; all else, and what files are like beside their content, from the target's manifest. The SHA-256
 * of each database that comes out is the one that this manifest names.
 */
public final class ChainProof {
    private final ChainReader chain;
    private final Unpacking unpacking;
    private final Path scratch;
    private final Work work;
    private final Manifest target;
    private LaidOver unfit;

    /**
     * @param scratch directory for the deltas; made where it is needed, and the space looked at
     */
    public ChainProof(ChainReader chain, Unpacking unpacking, Path scratch, Work work) {
        this.chain = requireNonNull(chain, "chain is null");
        this.unpacking = requireNonNull(unpacking, "unpacking is null");
        this.scratch = requireNonNull(scratch, "scratch is null");
        this.work = requireNonNull(work, "work is null");
        this.target = chain.manifest();
    }

    /**
     * @return bytes read from the destination
     * @throws BackupException {@code ARCHIVE_CORRUPT}, {@code ARCHIVE_UNSAFE}, {@code CHAIN_BROKEN}, naming the archive or
     *     link; {@code DESTINATION_UNAVAILABLE}, {@code NO_SPACE}, {@code CANCELLED}
     */
    public long run() throws BackupException {
        return prove(entry -> true, true);
    }

    /**
     * Unpacks one file and proves only the archives that it comes from: for a plain file the one that carries it.
     *
     * @param path of an entry that is a file
     * @throws BackupException as {@link #run}, also after bytes were unpacked
     */
    public long only(String path) throws BackupException {
        return prove(entry -> entry.path().equals(path), false);
    }

    private long prove(Predicate<Entry> wanted, boolean all) throws BackupException {
        try (DeltaSpool spool = new DeltaSpool(scratch)) {
            Routes routes = Routes.of(chain.chain(), spool, wanted);
            spool.prepare(target.label());
            List<CopyReader> copies = chain.copies();
            work.phase("verify", plainBytes(routes, all));
            long bytes = 0;
            for (int i = copies.size() - 1; i >= 0; i--) {
                if (all || !routes.get(i).isEmpty()) {
                    bytes += prove(copies.get(i), routes.get(i));
                }
            }
            if (all) {
                addTheRest();
                unpacking.finish();
            }
            return bytes;
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private long plainBytes(Routes routes, boolean all) {
        long bytes = 0;
        for (int i = 0; i < chain.copies().size(); i++) {
            boolean read = all || !routes.get(i).isEmpty();
            bytes += read ? chain.copies().get(i).manifest().archive().plainSize() : 0;
        }
        return bytes;
    }

    private long prove(CopyReader copy, Routes.Route route) throws IOException, BackupException {
        try {
            return new ArchiveProof(copy, path -> sink(route, path), work).run();
        } catch (BackupException e) {
            boolean applied = e.code() == ErrorCode.ARCHIVE_CORRUPT || e.code() == ErrorCode.CHAIN_BROKEN;
            if (unfit == null || !applied) {
                throw e;
            }
            throw new Culprit(chain.copies(), unfit.base(), work).find(e);
        }
    }

    private Sink sink(Routes.Route route, String path) throws IOException, BackupException {
        Path place = route.deltas().get(path);
        if (place != null) {
            return DeltaSpool.sink(place);
        }
        Base base = route.bases().get(path);
        if (base != null) {
            return LaidOver.open(base, unpacking.file(base.result()), work, laid -> unfit = laid);
        }
        Entry file = route.files().get(path);
        return file == null ? Sink.nowhere() : unpacking.file(file);
    }

    /** What has no content of its own, and the empty {@code -wal} behind each database. */
    private void addTheRest() throws IOException, BackupException {
        Map<String, Entry> files = new HashMap<>();
        for (Entry entry : target.entries()) {
            if (entry.type() == EntryType.FILE) {
                files.put(entry.path(), entry);
            } else {
                work.check();
                unpacking.add(entry);
            }
        }
        for (DatabaseState state : target.databases()) {
            try (Sink guard = unpacking.file(files.get(state.path()).guard())) {
                guard.finish();
            }
        }
    }

    private BackupException unwritable(IOException e) {
        boolean full = Errno.isNoSpace(e);
        return new BackupException(
                full ? ErrorCode.NO_SPACE : ErrorCode.INTERNAL,
                "backup " + target.label() + " could not be unpacked: " + Errno.reason(e),
                full ? "Free space there, or name another directory." : "",
                e);
    }
}
