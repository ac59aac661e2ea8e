package io.thingconnect.pulse.backupd.restore.inplace;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.restore.tables.SchemaVersion;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.Sink;
import io.thingconnect.pulse.backupd.verify.Unpacking;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A file that a script made: a database, or a tar archive of the trees. No manifest came with it, so that nothing says
 * what it should hold. It is read through once before anything is asked or planned: the databases in it are copied and
 * joined with what lies beside them, everything else is listed and hashed; unpacking compares with that.
 */
public final class FileOrigin implements Origin, AutoCloseable {
    private static final int BLOCK = 1 << 16;
    private static final String SCRATCH = "from-file-";
    /** Of an archive; a tar header has its magic behind the first fields. */
    private static final int HEAD = 263;

    private static final int USTAR = 257;

    private final Path file;
    private final Path scratch;
    private final ForeignTree tree;
    private final OldArchive archive;

    private FileOrigin(Path file, Path scratch, ForeignTree tree, OldArchive archive) {
        this.file = file;
        this.scratch = scratch;
        this.tree = requireNonNull(tree, "tree is null");
        this.archive = archive;
    }

    /**
     * @param state our own state directory, where databases are copied to
     * @throws BackupException {@code INVALID_PARAMETER} where it is neither a database nor an archive; what is wrong with it
     *     otherwise
     */
    public static FileOrigin open(Path file, ProtectedTrees trees, Path state, Work work) throws BackupException {
        Path scratch = null;
        try {
            Path real = file.toRealPath();
            if (!Files.isRegularFile(real)) {
                throw neither(file, "it is not a regular file");
            }
            byte[] head = head(real);
            scratch = scratch(state);
            ForeignTree tree = new ForeignTree(file.getFileName().toString(), trees, scratch);
            if (JoinedCopy.isDatabase(head)) {
                tree.takeDatabase(real, work);
                return new FileOrigin(real, scratch, tree, null);
            }
            OldArchive archive = OldArchive.of(real, head).orElseThrow(() -> neither(file, looks(head)));
            archive.read(tree, tree.limits(), work);
            tree.join();
            return new FileOrigin(real, scratch, tree, archive);
        } catch (IOException e) {
            remove(scratch);
            throw new BackupException(
                    Errno.isNoSpace(e) ? ErrorCode.NO_SPACE : ErrorCode.INVALID_PARAMETER,
                    file + " cannot be read: " + Errno.reason(e),
                    "Name a file that is there and can be read.",
                    e);
        } catch (BackupException | RuntimeException e) {
            remove(scratch);
            throw e;
        }
    }

    private static byte[] head(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(HEAD);
        }
    }

    private static String looks(byte[] head) {
        if (head.length == 0) {
            return "it is empty";
        }
        int first = head[0] & 0xff;
        boolean armored = new String(head, StandardCharsets.ISO_8859_1).startsWith("-----BEGIN PGP");
        // Packet tags of a session key, by password or by public key (RFC 4880, 4.2 and 4.3).
        if (armored || first == 0x8c || first == 0xc3 || first == 0x85 || first == 0xc1) {
            return "it looks encrypted: decrypt it first, with gpg --decrypt";
        }
        if (first == 'P' && head.length > 1 && head[1] == 'K') {
            return "it is a zip file";
        }
        return "its first bytes are of neither";
    }

    static boolean isTar(byte[] head) {
        return head.length >= HEAD && new String(head, USTAR, 5, StandardCharsets.ISO_8859_1).equals("ustar");
    }

    private static BackupException neither(Path file, String why) {
        return new BackupException(
                ErrorCode.INVALID_PARAMETER,
                file + " is neither a SQLite database nor a tar archive (.tar, .tar.gz, .tar.zst): " + why,
                "Name what the manual scripts made: a pulse-db-*.db, or a pulse-backup-*.tar.gz.");
    }

    /** Beside the journal, where nobody else can write; what a killed process of ours left there goes. */
    private static Path scratch(Path state) throws IOException {
        Path directory = state.resolve("restore");
        DurableFiles.createDirectories(directory);
        try (var left = Files.newDirectoryStream(directory, SCRATCH + "*")) {
            for (Path path : left) {
                String pid = path.getFileName()
                        .toString()
                        .substring(SCRATCH.length())
                        .replaceAll("-.*", "");
                if (pid.matches("\\d{1,18}")
                        && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
                    DurableFiles.deleteTree(path);
                }
            }
        }
        return Files.createTempDirectory(
                directory,
                SCRATCH + ProcessHandle.current().pid() + "-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static void remove(Path scratch) {
        try {
            if (scratch != null) {
                DurableFiles.deleteTree(scratch);
            }
        } catch (IOException unused) {
            // The next one sweeps.
        }
    }

    /** When the file was last written. */
    public Instant writtenAt() throws BackupException {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            throw JoinedCopy.failed(name(), e);
        }
    }

    /** What is to be known of it, a clause each: what cannot be proven comes first. */
    public List<String> notes() {
        List<String> notes = new java.util.ArrayList<>();
        notes.add(
                "no manifest came with " + name() + ": there are no hashes to compare with, and nothing says that it is"
                        + " complete, of this server, or as old as its file; proven are its structure, what SQLite says of"
                        + " each database (integrity, foreign keys), and that it is unpacked as it was read");
        notes.addAll(tree.notes());
        return notes;
    }

    @Override
    public String name() {
        return tree.name();
    }

    @Override
    public List<Component> components() {
        Set<Component> all = EnumSet.noneOf(Component.class);
        entries().forEach(entry -> all.add(entry.component()));
        return List.copyOf(all);
    }

    @Override
    public List<Entry> entries() {
        return tree.entries();
    }

    @Override
    public List<Entry> ways() {
        return tree.ways();
    }

    @Override
    public Map<String, String> databases() {
        Map<String, String> versions = new TreeMap<>();
        tree.databases().forEach((name, place) -> {
            try {
                versions.put(name, SchemaVersion.read(place));
            } catch (SQLException unused) {
                // SQLite is asked what is wrong with it before any service stops.
                versions.put(name, "");
            }
        });
        return versions;
    }

    @Override
    public long scratchBytes() {
        return 0;
    }

    @Override
    public void unpack(Unpacking unpacking, Path unused, Work work) throws BackupException {
        try {
            if (archive != null) {
                archive.read(new SecondReading(tree, unpacking), tree.limits(), work);
            }
            for (Entry entry : entries()) {
                Path place = tree.databases().get(entry.path());
                if (place != null) {
                    copy(place, unpacking.file(entry), work);
                }
            }
            for (Entry way : ways()) {
                unpacking.add(way);
            }
            for (Entry entry : entries()) {
                if (entry.type() != EntryType.FILE) {
                    unpacking.add(entry);
                }
            }
            unpacking.finish();
        } catch (IOException e) {
            throw JoinedCopy.failed(name(), e);
        }
    }

    private static void copy(Path from, Sink to, Work work) throws IOException, BackupException {
        try (to;
                InputStream in = Files.newInputStream(from)) {
            byte[] block = new byte[BLOCK];
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                work.check();
                to.write(block, 0, n);
            }
            to.finish();
        }
    }

    static Sha256 hash(Path file) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] block = new byte[BLOCK];
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                digest.update(block, 0, n);
            }
        }
        return Sha256.of(digest);
    }

    @Override
    public void close() {
        remove(scratch);
    }
}
