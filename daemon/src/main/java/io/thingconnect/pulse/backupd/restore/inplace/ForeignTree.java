package io.thingconnect.pulse.backupd.restore.inplace;

import io.thingconnect.pulse.backupd.archive.ArchiveMember;
import io.thingconnect.pulse.backupd.archive.ArchiveReader;
import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Difference;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Owner;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.source.files.FileWalker;
import io.thingconnect.pulse.backupd.source.files.SourceTree;
import io.thingconnect.pulse.backupd.system.DiskSpace;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a file of somebody else holds, told as a backup of ours would tell it. Databases are taken out of it at once, with
 * their WAL, because what they are only shows when both are joined; {@code -shm} is of no use.
 */
final class ForeignTree implements OldArchive.Visitor {
    private static final long MOST_MEMBERS = 1_000_000;
    private static final int PRIVATE = 0640;
    private static final int BLOCK = 1 << 16;

    private final String name;
    private final ProtectedTrees trees;
    private final Path scratch;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, Entry> ways = new LinkedHashMap<>();
    private final Map<String, Path> databases = new TreeMap<>();
    private final Map<String, Path> wals = new TreeMap<>();
    private final Map<String, byte[]> journals = new TreeMap<>();
    private final List<String> notes = new ArrayList<>();

    /** @param scratch an empty directory of ours */
    ForeignTree(String name, ProtectedTrees trees, Path scratch) {
        this.name = name;
        this.trees = trees;
        this.scratch = scratch;
    }

    String name() {
        return name;
    }

    List<Entry> entries() {
        return List.copyOf(entries.values());
    }

    List<Entry> ways() {
        return List.copyOf(ways.values());
    }

    /** Null where there is none. */
    Entry entry(String path) {
        return entries.get(path);
    }

    /** Name to the joined copy. */
    Map<String, Path> databases() {
        return databases;
    }

    List<String> notes() {
        return notes;
    }

    /** No more can come out than there is room for. */
    ArchiveReader.Limits limits() throws IOException {
        long room = DiskSpace.usable(scratch);
        for (SourceTree tree : trees.trees()) {
            room += DiskSpace.usable(existing(tree.path()));
        }
        return new ArchiveReader.Limits(room, MOST_MEMBERS);
    }

    private static Path existing(Path path) {
        Path there = path;
        while (!Files.isDirectory(there)) {
            there = there.getParent();
        }
        return there;
    }

    /** A database by itself takes the place of the first one that is configured, and looks like that. */
    void takeDatabase(Path file, Work work) throws IOException, BackupException {
        if (trees.databases().isEmpty()) {
            throw new BackupException(
                    ErrorCode.INVALID_PARAMETER,
                    "no database is configured whose place " + name + " could take",
                    "Name it in backup.yaml: application: databases");
        }
        Path live = trees.databases().get(0);
        if (FileSteps.exists(live) && Files.isSameFile(live, file)) {
            throw new BackupException(
                    ErrorCode.INVALID_PARAMETER,
                    file + " is the database that is in place",
                    "Name the file that a script made of it.");
        }
        long wal = JoinedCopy.size(JoinedCopy.side(file, "-wal"));
        Path copy = scratch.resolve("0.db");
        JoinedCopy.of(file, copy, work);
        if (wal > 0) {
            notes.add("beside " + name + " lies a WAL of " + wal + " bytes: what was committed in it is taken along");
        }
        if (trees.databases().size() > 1) {
            notes.add("several databases are configured; it takes the place of " + live);
        }
        Entry looks = look(live, file);
        databases.put(looks.path(), copy);
        entries.put(looks.path(), looks.withContent(Files.size(copy), FileOrigin.hash(copy)));
    }

    private Entry look(Path live, Path file) throws IOException, BackupException {
        if (Files.isRegularFile(live, LinkOption.NOFOLLOW_LINKS)) {
            return new FileWalker(trees.root(), List.of())
                    .stat(new SourceTree(Component.DATABASE, live))
                    .entry();
        }
        Path holder = existing(live.getParent());
        Owner owner = new Owner(
                (Integer) Files.getAttribute(holder, "unix:uid"),
                (Integer) Files.getAttribute(holder, "unix:gid"),
                "",
                "");
        notes.add("no database is in place whose owner it could take: it gets the one of " + holder + ", mode 0640");
        return new Entry(
                trees.name(live),
                EntryType.FILE,
                Component.DATABASE,
                0,
                PRIVATE,
                owner,
                Files.getLastModifiedTime(file).toInstant(),
                null,
                null,
                Map.of(),
                null);
    }

    @Override
    public void member(ArchiveMember member, OldArchive.Content content) throws IOException, BackupException {
        String path = member.path();
        if (path.startsWith(Difference.DIRECTORY + "/")) {
            throw new BackupException(
                    ErrorCode.INVALID_PARAMETER,
                    name + " is an incremental or differential backup of this product, which is nothing by itself",
                    "Put it where a destination is, and restore it by its label.");
        }
        Path live = trees.at(path);
        if (trees.leftAlone().directories().stream().anyMatch(live::startsWith)) {
            if (trees.leftAlone().directories().contains(live)) {
                notes.add("'" + path + "' is left as it is, with all below it");
            }
            return;
        }
        if (member.type() == EntryType.FILE && takeSideFile(member, content)) {
            return;
        }
        if (!trees.covers(live) && member.type() == EntryType.DIRECTORY && trees.leadsIn(live)) {
            ways.put(path, entry(member, Component.STATE, null));
        } else if (member.type() == EntryType.FILE) {
            takeFile(member, content);
        } else if (member.type() == EntryType.HARDLINK && !entries.containsKey(member.linkTarget())) {
            notes.add("'" + path + "' is left out, as is the file that it is another name of");
        } else {
            entries.put(path, entry(member, component(live), null));
        }
    }

    private void takeFile(ArchiveMember member, OldArchive.Content content) throws IOException, BackupException {
        String path = member.path();
        byte[] block = new byte[BLOCK];
        int got = Math.max(0, content.read(block));
        boolean magic = JoinedCopy.isDatabase(Arrays.copyOf(block, Math.min(got, BLOCK)));
        if (saysDatabase(path) && magic) {
            Path place = scratch.resolve(databases.size() + ".db");
            spool(place, block, got, content, member.size());
            databases.put(path, place);
            entries.put(path, entry(member, Component.DATABASE, null));
            return;
        }
        if (trees.databases().contains(trees.at(path))) {
            throw new BackupException(
                    ErrorCode.VERIFICATION_FAILED,
                    "'" + path + "' in " + name + " is no SQLite database",
                    "Use another file; or restore the rest of it: --only configuration");
        }
        MessageDigest digest = Sha256.digest();
        for (int n = got; n >= 0; n = content.read(block)) {
            digest.update(block, 0, n);
        }
        entries.put(path, entry(member, component(trees.at(path)), Sha256.of(digest)));
    }

    /** Whether it was one; it may come before its database or behind it. */
    private boolean takeSideFile(ArchiveMember member, OldArchive.Content content) throws IOException, BackupException {
        String path = member.path();
        for (String suffix : LiveTree.SIDE_FILES) {
            String main = path.endsWith(suffix) ? path.substring(0, path.length() - suffix.length()) : "";
            if (!main.isEmpty() && saysDatabase(main)) {
                if (suffix.equals("-wal") && member.size() > 0) {
                    Path place = scratch.resolve(wals.size() + ".wal");
                    spool(place, new byte[BLOCK], 0, content, member.size());
                    wals.put(main, place);
                } else if (suffix.equals("-journal")) {
                    byte[] head = new byte[BLOCK];
                    journals.put(main, Arrays.copyOf(head, Math.max(0, content.read(head))));
                }
                return true;
            }
        }
        return false;
    }

    private boolean saysDatabase(String path) {
        return trees.databases().contains(trees.at(path))
                || path.endsWith(".db")
                || path.endsWith(".sqlite")
                || path.endsWith(".sqlite3");
    }

    private void spool(Path place, byte[] block, int got, OldArchive.Content content, long size)
            throws IOException, BackupException {
        JoinedCopy.requireSpace(scratch, size);
        try (OutputStream out = Channels.newOutputStream(DurableFiles.create(place))) {
            for (int n = got; n >= 0; n = content.read(block)) {
                out.write(block, 0, n);
            }
        }
    }

    /** After the last member: each database becomes one file. */
    void join() throws IOException, BackupException {
        for (Map.Entry<String, Path> each : databases.entrySet()) {
            String path = each.getKey();
            Path place = each.getValue();
            JoinedCopy.requireCold(Path.of(path), journals.getOrDefault(path, new byte[0]));
            Path wal = wals.remove(path);
            if (wal != null) {
                JoinedCopy.requireSpace(scratch, Files.size(wal));
                Files.move(wal, JoinedCopy.side(place, "-wal"));
                notes.add("'" + path + "' has a WAL beside it: what was committed in it is taken along");
            }
            JoinedCopy.join(place, "'" + path + "' in " + name);
            entries.computeIfPresent(
                    path, (key, entry) -> entry.withContent(place.toFile().length(), null));
        }
        wals.keySet().forEach(main -> notes.add("'" + main + "-wal' is left out: its database is not there"));
    }

    private Component component(Path path) {
        if (trees.databases().contains(path)) {
            return Component.DATABASE;
        }
        return trees.trees().stream()
                .filter(tree -> path.startsWith(tree.path()))
                .max(Comparator.comparingInt(tree -> tree.path().getNameCount()))
                .map(SourceTree::component)
                .orElse(Component.STATE);
    }

    private static Entry entry(ArchiveMember member, Component component, Sha256 sha256) {
        return new Entry(
                member.path(),
                member.type(),
                component,
                member.size(),
                member.mode(),
                member.owner(),
                member.mtime(),
                sha256,
                member.linkTarget(),
                member.xattrs(),
                null);
    }
}
