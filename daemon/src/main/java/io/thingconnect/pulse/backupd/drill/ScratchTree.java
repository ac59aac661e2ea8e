package io.thingconnect.pulse.backupd.drill;

import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.Sink;
import io.thingconnect.pulse.backupd.verify.Unpacking;
import io.thingconnect.pulse.backupd.verify.UnpackingInto;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Set;
import java.util.stream.Collectors;

/** What a drill restores, below one directory. */
final class ScratchTree {
    private static final int BLOCK = 1 << 18;

    private final Path root;
    private final Manifest manifest;
    private final Set<String> databases;

    ScratchTree(Path root, Manifest manifest) {
        this.root = root;
        this.manifest = manifest;
        this.databases = manifest.databases().stream().map(DatabaseState::path).collect(Collectors.toUnmodifiableSet());
    }

    Path file(String path) {
        return root.resolve(path);
    }

    Path root() {
        return root;
    }

    Unpacking unpacking(Scope scope) {
        Unpacking everything = new UnpackingInto(root, false);
        return scope == Scope.BOX ? everything : new DatabasesOnly(everything);
    }

    /**
     * Reads each file again and compares its hash.
     *
     * @return how many files
     * @throws BackupException {@code VERIFICATION_FAILED} naming the first that differs
     */
    int requireHashes(Work work) throws IOException, BackupException {
        work.phase("hash files", -1);
        int files = 0;
        for (Entry entry : manifest.entries()) {
            if (entry.type() == EntryType.FILE) {
                if (!hash(file(entry.path()), work).equals(entry.sha256())) {
                    throw new BackupException(
                            ErrorCode.VERIFICATION_FAILED,
                            "file '" + entry.path() + "' as restored does not have the SHA-256 that the manifest names",
                            "Check the disk of the scratch directory: journalctl -k");
                }
                files++;
            }
        }
        return files;
    }

    private static Sha256 hash(Path file, Work work) throws IOException, BackupException {
        MessageDigest digest = Sha256.digest();
        byte[] buffer = new byte[BLOCK];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                work.check();
                digest.update(buffer, 0, count);
                work.advance(count);
            }
        }
        return Sha256.of(digest);
    }

    /** Lets the databases through; everything else is proven on the way and kept nowhere. */
    private final class DatabasesOnly implements Unpacking {
        private final Unpacking next;

        DatabasesOnly(Unpacking next) {
            this.next = next;
        }

        @Override
        public Sink file(Entry entry) throws IOException, BackupException {
            return databases.contains(entry.path()) ? next.file(entry) : Sink.nowhere();
        }

        @Override
        public void add(Entry entry) {
            // Directories come into being with what is in them.
        }

        @Override
        public void finish() throws IOException, BackupException {
            next.finish();
        }
    }
}
