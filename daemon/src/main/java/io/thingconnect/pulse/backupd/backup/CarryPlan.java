package io.thingconnect.pulse.backupd.backup;

import io.thingconnect.pulse.backupd.backupset.Chain;
import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.source.files.FoundEntry;
import io.thingconnect.pulse.backupd.source.files.TreeIndex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which entries a delta carries, which stay as they are in its parent, and what goes first. A function of the parent and of
 * what the walk found; nothing is read.
 *
 * <p>Extracting a file by hand makes a new inode, so a file and its hard links are carried together or not at all; and it
 * changes the directory's time, so a directory is carried with what is carried or removed in it.
 */
final class CarryPlan {
    private final TreeIndex index;
    private final Map<String, Entry> before = new HashMap<>();
    private final Set<String> databasesBefore = new HashSet<>();
    private final List<FoundEntry> found;
    private final Set<String> carried = new HashSet<>();
    private final List<String> deleted;

    /**
     * @param index of the parent
     * @param databases of this backup, which the plan does not decide on
     * @param found the rest, in the order of the walk
     */
    CarryPlan(Manifest parent, TreeIndex index, List<Entry> databases, List<FoundEntry> found) {
        this.index = index;
        this.found = List.copyOf(found);
        parent.entries().forEach(entry -> before.put(entry.path(), entry));
        parent.databases().stream().map(DatabaseState::path).forEach(databasesBefore::add);
        List<Entry> after = new ArrayList<>(databases);
        found.forEach(entry -> after.add(entry.entry()));
        this.deleted = Chain.deleted(parent.entries(), after);
        decideContents();
        decideHardLinks();
        decideDirectories(databases);
    }

    private void decideContents() {
        for (FoundEntry each : found) {
            Entry entry = each.entry();
            boolean same =
                    switch (entry.type()) {
                        case FILE -> isSameFile(each);
                        case SYMLINK, HARDLINK -> entry.equals(before.get(entry.path()));
                        case DIRECTORY -> true;
                    };
            if (!same) {
                carried.add(entry.path());
                if (entry.type() == EntryType.HARDLINK) {
                    carried.add(entry.linkTarget());
                }
            }
        }
    }

    private boolean isSameFile(FoundEntry file) {
        Entry was = before.get(file.entry().path());
        return was != null
                && !databasesBefore.contains(was.path())
                && was.withContent(was.size(), null).equals(file.entry())
                && index.stamp(was.path()).equals(Optional.of(file.stamp()));
    }

    /** After all files are decided on: one changed name may have drawn in a file, whose other names follow. */
    private void decideHardLinks() {
        for (FoundEntry each : found) {
            Entry entry = each.entry();
            if (entry.type() == EntryType.HARDLINK && carried.contains(entry.linkTarget())) {
                carried.add(entry.path());
            }
        }
    }

    /** From the last to the first, because a directory comes before what it holds. */
    private void decideDirectories(List<Entry> databases) {
        Set<String> touched = new HashSet<>();
        carried.forEach(path -> touched.add(parent(path)));
        deleted.forEach(path -> touched.add(parent(path)));
        databases.forEach(entry -> touched.add(parent(entry.path())));
        for (int i = found.size() - 1; i >= 0; i--) {
            Entry entry = found.get(i).entry();
            boolean directory = entry.type() == EntryType.DIRECTORY;
            if (directory && (touched.contains(entry.path()) || !entry.equals(before.get(entry.path())))) {
                carried.add(entry.path());
                touched.add(parent(entry.path()));
            }
        }
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    boolean carries(FoundEntry entry) {
        return carried.contains(entry.entry().path());
    }

    /** What was found, in the order of the walk. */
    List<FoundEntry> found() {
        return found;
    }

    /** An entry that is not carried, as it stands in the parent. */
    Entry unchanged(FoundEntry entry) {
        return before.get(entry.entry().path());
    }

    /** Paths of the entries that are not carried. */
    Set<String> unchanged() {
        Set<String> paths = new HashSet<>();
        found.stream()
                .filter(entry -> !carries(entry))
                .forEach(entry -> paths.add(entry.entry().path()));
        return paths;
    }

    /** What has to go before anything is extracted. */
    List<String> deleted() {
        return deleted;
    }
}
