package io.thingconnect.pulse.backupd.consolidate;

import io.thingconnect.pulse.backupd.archive.ArchiveWriter;
import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.Sink;
import io.thingconnect.pulse.backupd.verify.Unpacking;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What comes out of a chain, put into an archive in the order that archives have: databases, then the tree. */
final class IntoFull implements Unpacking, AutoCloseable {
    private final Manifest target;
    private final ArchiveWriter writer;
    private final Path spool;
    private final Work work;
    private final Set<String> databases = new HashSet<>();
    private final Set<String> guards = new HashSet<>();
    private final Map<String, Path> waiting = new HashMap<>();
    private Path directory;

    IntoFull(Manifest target, ArchiveWriter writer, Path spool, Work work) {
        this.target = target;
        this.writer = writer;
        this.spool = spool;
        this.work = work;
        for (DatabaseState state : target.databases()) {
            databases.add(state.path());
            guards.add(state.guardPath());
        }
    }

    @Override
    public Sink file(Entry entry) throws IOException, BackupException {
        if (databases.contains(entry.path())) {
            return new DatabaseSink(entry, writer.begin(entry));
        }
        if (guards.contains(entry.path())) {
            // Written behind its database already.
            return Sink.nowhere();
        }
        Path place = directory().resolve(Integer.toString(waiting.size()));
        waiting.put(entry.path(), place);
        return Sink.into(Files.newOutputStream(place));
    }

    private Path directory() throws IOException {
        if (directory == null) {
            DurableFiles.createDirectories(spool);
            directory = Files.createTempDirectory(
                    spool,
                    "consolidate-",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return directory;
    }

    @Override
    public void add(Entry entry) {
        // Comes from the manifest when everything is there.
    }

    @Override
    public void finish() throws IOException, BackupException {
        for (Entry entry : target.entries()) {
            work.check();
            if (databases.contains(entry.path())) {
                continue;
            }
            if (entry.type() == EntryType.FILE) {
                copy(entry);
            } else {
                writer.add(entry, null);
            }
        }
    }

    private void copy(Entry entry) throws IOException, BackupException {
        Path place = waiting.get(entry.path());
        Entry written = writer.add(entry, out -> Files.copy(place, out));
        if (!written.sha256().equals(entry.sha256())) {
            throw new BackupException(
                    ErrorCode.INTERNAL,
                    "'" + entry.path() + "' changed while it waited in spool " + spool,
                    "See that nobody else writes there, and try again.");
        }
    }

    @Override
    public void close() throws IOException {
        if (directory != null) {
            DurableFiles.deleteTree(directory);
        }
    }

    /** Straight into the archive, with the empty {@code -wal} behind it. */
    private final class DatabaseSink implements Sink {
        private final Entry entry;
        private final ArchiveWriter.Member member;

        DatabaseSink(Entry entry, ArchiveWriter.Member member) {
            this.entry = entry;
            this.member = member;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            member.write(bytes, offset, length);
        }

        @Override
        public void finish() throws IOException, BackupException {
            member.finish();
            writer.add(entry.guard(), out -> {});
        }

        @Override
        public void close() {
            // The archive is closed by whoever opened it.
        }
    }
}
