package io.thingconnect.pulse.backupd.restore.salvage;

import io.thingconnect.pulse.backupd.archive.ArchiveMember;
import io.thingconnect.pulse.backupd.archive.Extraction;
import io.thingconnect.pulse.backupd.archive.SalvageReader;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.restore.EmptyTarget;
import io.thingconnect.pulse.backupd.system.DiskSpace;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Sizes;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;

/**
 * Where a salvage builds: beside its target, under names of its own. A content becomes a file of the tree only once somebody
 * has found its hash right; what is not proven has a directory to itself, {@link #UNPROVEN}.
 */
final class SalvagedTree implements AutoCloseable {
    /** Directory in the target for all that nobody vouches for, and for the report. */
    static final String UNPROVEN = "SALVAGED";

    private static final String STAGING = ".pulse-salvage-";
    private static final int BLOCK = 1 << 16;

    private final EmptyTarget target;
    private final Path staging;
    private final Path tree;
    private final Path parts;
    private final Path unproven;
    private final Extraction whole;
    private final Extraction doubtful;
    private final byte[] buffer = new byte[BLOCK];
    private int count;

    private SalvagedTree(EmptyTarget target, boolean owners) throws IOException {
        this.target = target;
        this.staging = target.staging();
        this.tree = Files.createDirectory(staging.resolve("tree"), EmptyTarget.OWNER_ONLY);
        this.parts = Files.createDirectory(staging.resolve("parts"), EmptyTarget.OWNER_ONLY);
        this.unproven = Files.createDirectory(staging.resolve("unproven"), EmptyTarget.OWNER_ONLY);
        this.whole = new Extraction(tree, owners);
        // Nobody vouches for an owner either.
        this.doubtful = new Extraction(unproven, false);
    }

    /**
     * @param target absolute; empty, or not there yet
     * @throws BackupException {@code TARGET_NOT_EMPTY}
     */
    static SalvagedTree open(Path target, Label label, boolean owners) throws IOException, BackupException {
        EmptyTarget place = EmptyTarget.at(target, STAGING, label);
        place.clear();
        Files.createDirectory(place.staging(), EmptyTarget.OWNER_ONLY);
        return new SalvagedTree(place, owners);
    }

    void requireSpace(long needed) throws IOException, BackupException {
        long free = free();
        if (free < needed) {
            throw new BackupException(
                    ErrorCode.NO_SPACE,
                    "the salvage needs up to " + Sizes.text(needed) + " at " + target.path() + ", free are "
                            + Sizes.text(free),
                    "Free space there, or name a directory on another disk.");
        }
    }

    long free() throws IOException {
        return DiskSpace.usable(staging);
    }

    /** A place for a content that is not proven yet. */
    Path part() {
        return parts.resolve(Integer.toString(++count));
    }

    /**
     * What was read of a content.
     *
     * @param sha256 of the bytes that were read
     */
    record Copied(Path place, long bytes, Sha256 sha256) {
        boolean is(long size, Sha256 wanted) {
            return bytes == size && sha256.equals(wanted);
        }
    }

    /** The present member's content into a new part, as far as it can be read. */
    Copied copy(SalvageReader reader, Work work) throws IOException, BackupException {
        Path place = part();
        MessageDigest digest = Sha256.digest();
        long bytes = 0;
        try (FileChannel channel = DurableFiles.create(place)) {
            for (int n = reader.read(buffer, 0, BLOCK); n >= 0; n = reader.read(buffer, 0, BLOCK)) {
                work.check();
                work.advance(n);
                digest.update(buffer, 0, n);
                write(channel, ByteBuffer.wrap(buffer, 0, n));
                bytes += n;
            }
        }
        return new Copied(place, bytes, Sha256.of(digest));
    }

    private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** A proven content becomes a file of the tree. */
    void adopt(Path part, Entry entry) throws IOException, BackupException {
        whole.adopt(part, member(entry, entry.path(), entry.size()));
    }

    /** An empty file; used for what keeps a stale WAL away from a database. */
    void addEmpty(Entry like, String path) throws IOException, BackupException {
        Path part = part();
        DurableFiles.create(part).close();
        whole.adopt(part, member(like, path, 0));
    }

    /** Anything but a file. */
    void add(Entry entry) throws IOException, BackupException {
        whole.add(member(entry, entry.path(), 0));
    }

    /** What could be read, under a name that is not its own. */
    void keepPartial(Copied copied, Entry entry, String path) throws IOException, BackupException {
        doubtful.adopt(copied.place(), member(entry, path, copied.bytes()));
    }

    void keepUnproven(Path part, ArchiveMember member) throws IOException, BackupException {
        doubtful.adopt(part, member);
    }

    void addUnproven(ArchiveMember member) throws IOException, BackupException {
        doubtful.add(member);
    }

    private static ArchiveMember member(Entry entry, String path, long size) {
        boolean other = entry.type() == EntryType.FILE && !path.equals(entry.path());
        return new ArchiveMember(
                path,
                entry.type(),
                size,
                entry.mode(),
                entry.owner(),
                entry.mtime(),
                entry.linkTarget(),
                other ? Map.of() : entry.xattrs(),
                other ? null : entry.acl());
    }

    /** Sets what waits for the end and puts everything where it belongs, the report with it. */
    void settle(SalvageReport report) throws IOException, BackupException {
        whole.finish();
        doubtful.finish();
        DurableFiles.replace(unproven.resolve("report.json"), SalvageText.json(report));
        DurableFiles.replace(unproven.resolve("report.txt"), SalvageText.text(report));
        DurableFiles.rename(unproven, tree.resolve(UNPROVEN));
        target.settle(tree);
    }

    @Override
    public void close() throws IOException {
        DurableFiles.deleteTree(staging);
    }
}
