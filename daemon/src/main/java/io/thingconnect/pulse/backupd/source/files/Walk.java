package io.thingconnect.pulse.backupd.source.files;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.Accounts;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** One walk over all trees. Each tree is walked on its own, up to the borders of the trees within it. */
final class Walk {
    private static final int SET_ID_BITS = 06000;

    /** What an archive has room for. */
    private static final int MAX_ACCESS_LIST = 128 * 1024;

    /** A parent before what it holds, and that before the parent's next sibling: the slash sorts before any character. */
    private static final Comparator<String> ARCHIVE_ORDER = Comparator.comparing(path -> path.replace('/', '\0'));

    private final Path root;
    private final Excludes excludes;
    private final Omitted omitted;
    private final Work work;
    private final Consumer<String> warnings;
    private final boolean attributes;
    private final Accounts accounts = new Accounts();
    private final OwnerNames owners = new OwnerNames();
    private final Map<Path, SourceTree> trees = new TreeMap<>();
    private final TreeMap<String, Found> found = new TreeMap<>(ARCHIVE_ORDER);

    /** An entry, and how many names its inode has. */
    private record Found(FoundEntry entry, int links) {}

    /** What may be looked for; {@code attributes} says whether theirs are wanted. */
    record Scope(Path root, Excludes excludes, Omitted omitted, boolean attributes) {}

    Walk(Scope scope, Work work, Consumer<String> warnings) {
        this.root = scope.root();
        this.excludes = scope.excludes();
        this.omitted = scope.omitted();
        this.attributes = scope.attributes();
        this.work = work;
        this.warnings = warnings;
    }

    List<FoundEntry> over(List<SourceTree> configured) throws BackupException {
        for (SourceTree tree : configured) {
            Path path = tree.path().toAbsolutePath().normalize();
            if (!path.startsWith(root) || path.equals(root)) {
                throw new BackupException(
                        ErrorCode.CONFIG_INVALID,
                        "'" + path + "' cannot be captured: it is not below '" + root + "'",
                        "Name paths below the root.");
            }
            trees.putIfAbsent(path, new SourceTree(tree.component(), path));
        }
        // In the order of their paths, so that an outer tree comes before those in it.
        for (SourceTree tree : trees.values()) {
            walkTree(tree);
        }
        return withHardLinks();
    }

    private void walkTree(SourceTree tree) throws BackupException {
        FileFacts facts = facts(tree.path());
        if (facts == null || omitted.contains(tree.path(), facts) || omitted.holdsParentOf(tree.path())) {
            return;
        }
        if (facts.isSymlink()) {
            warn(tree.path(), "is a symlink: only the link is kept; configure the path it leads to");
        }
        addParents(tree);
        add(tree, tree.path(), facts);
    }

    /** Followed, since the way to the tree leads through them whatever they are: to a restore they are directories. */
    private void addParents(SourceTree tree) {
        for (Path parent = tree.path().getParent(); !parent.equals(root); parent = parent.getParent()) {
            Found before = found.get(name(parent));
            if (before != null && before.entry().entry().type() == EntryType.DIRECTORY) {
                continue;
            }
            if (before != null) {
                warn(parent, "is a symlink on the way to '" + tree.path() + "': kept as a directory");
            }
            try {
                FileFacts facts = FileFacts.ofTarget(parent);
                put(entry(tree.component(), parent, facts, EntryType.DIRECTORY), parent, facts);
            } catch (IOException e) {
                warn(parent, "cannot be read: " + reason(e));
            }
        }
    }

    private FileFacts facts(Path path) {
        try {
            return FileFacts.of(path);
        } catch (NoSuchFileException e) {
            warn(path, trees.containsKey(path) ? "does not exist" : "vanished during the walk");
        } catch (IOException e) {
            warn(path, "cannot be read: " + reason(e));
        }
        return null;
    }

    private void add(SourceTree tree, Path path, FileFacts facts) throws BackupException {
        work.check();
        if (facts.isDirectory()) {
            put(entry(tree.component(), path, facts, EntryType.DIRECTORY), path, facts);
            descend(tree, path);
        } else if (facts.isFile()) {
            put(entry(tree.component(), path, facts, EntryType.FILE), path, facts);
        } else if (facts.isSymlink()) {
            addSymlink(tree, path, facts);
        } else {
            warn(path, "is a socket, pipe or device: left out");
        }
    }

    private void descend(SourceTree tree, Path directory) throws BackupException {
        for (Path path : list(directory)) {
            boolean otherTree = trees.containsKey(path);
            if (otherTree || excludes.match(tree.path(), path)) {
                continue;
            }
            FileFacts facts = facts(path);
            if (facts != null && !omitted.contains(path, facts)) {
                add(tree, path, facts);
            }
        }
    }

    /** What is in a directory, less the names that cannot be written down. */
    private List<Path> list(Path directory) {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path child : stream) {
                if (Names.survive(directory, child)) {
                    children.add(child);
                } else {
                    warn(child, "has a name that is not valid in this system's character set: left out");
                }
            }
        } catch (IOException e) {
            warn(directory, "cannot be listed: " + reason(e));
        } catch (DirectoryIteratorException e) {
            warn(directory, "cannot be listed to its end: " + reason(e.getCause()));
        }
        return children;
    }

    private void addSymlink(SourceTree tree, Path path, FileFacts facts) {
        try {
            String target = Files.readSymbolicLink(path).toString();
            if (Names.isLossy(target)) {
                warn(path, "leads to a name that is not valid in this system's character set: left out");
                return;
            }
            Entry link = entry(tree.component(), path, facts, EntryType.SYMLINK);
            put(linkedTo(link, EntryType.SYMLINK, target), path, facts);
        } catch (IOException e) {
            warn(path, "cannot be read: " + reason(e));
        }
    }

    private void put(Entry entry, Path path, FileFacts facts) {
        found.put(entry.path(), new Found(new FoundEntry(entry, path, facts.fileKey(), facts.stamp()), facts.links()));
    }

    private Entry entry(Component component, Path path, FileFacts facts, EntryType type) {
        int mode = facts.mode() & 07777;
        if (type == EntryType.FILE && (mode & SET_ID_BITS) != 0) {
            // No archive may give them: whoever can write one could make himself root at a restore.
            warn(path, "has set-user-id or set-group-id bits: kept without them");
            mode &= ~SET_ID_BITS;
        }
        Xattrs beside = attributes && type != EntryType.SYMLINK ? xattrs(path) : Xattrs.NONE;
        return new Entry(
                name(path),
                type,
                component,
                type == EntryType.FILE ? facts.size() : 0,
                mode,
                owners.of(path, facts),
                facts.mtime(),
                null,
                null,
                beside.xattrs(),
                beside.acl());
    }

    private Xattrs xattrs(Path path) {
        try {
            Xattrs beside = Xattrs.of(path, accounts);
            if (beside.acl() != null && beside.acl().length() > MAX_ACCESS_LIST) {
                warn(path, "has an access list of " + beside.acl().length() + " characters: kept without it");
                return new Xattrs(beside.xattrs(), null);
            }
            return beside;
        } catch (IOException unused) {
            // File systems without them, and files we may not read; the latter say so when they are opened.
            return Xattrs.NONE;
        }
    }

    /** A second name of a file becomes a link to the first one, within a component: each can be restored on its own. */
    private List<FoundEntry> withHardLinks() {
        Map<Object, String> firstNames = new HashMap<>();
        List<FoundEntry> entries = new ArrayList<>(found.size());
        for (Found each : found.values()) {
            FoundEntry plain = each.entry();
            Entry entry = plain.entry();
            if (entry.type() == EntryType.FILE && each.links() > 1) {
                Object inode = List.of(entry.component(), plain.fileKey());
                String first = firstNames.putIfAbsent(inode, entry.path());
                if (first != null) {
                    entry = linkedTo(entry, EntryType.HARDLINK, first);
                }
            }
            entries.add(new FoundEntry(entry, plain.file(), plain.fileKey(), plain.stamp()));
        }
        return entries;
    }

    private static Entry linkedTo(Entry entry, EntryType type, String target) {
        return new Entry(
                entry.path(),
                type,
                entry.component(),
                0,
                entry.mode(),
                entry.owner(),
                entry.mtime(),
                null,
                target,
                Map.of(),
                null);
    }

    private String name(Path path) {
        return root.relativize(path).toString();
    }

    private void warn(Path path, String what) {
        warnings.accept(Names.quoted(path) + " " + what);
    }

    private static String reason(IOException e) {
        return Names.reason(e);
    }
}
