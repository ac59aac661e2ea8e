package io.thingconnect.pulse.backupd.restore.inplace;

import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What of a backup is restored: which entries are wanted, and which are needed besides. */
final class Content {
    private final Origin origin;
    private final List<Entry> listed;
    private final ProtectedTrees trees;
    private final Set<String> wanted = new HashSet<>();
    private final Set<String> passages = new HashSet<>();
    private final Set<String> directories = new HashSet<>();
    /** Unpacked for a hard link that is wanted without its file. */
    private final Set<String> besides = new HashSet<>();

    private Content(Origin origin, ProtectedTrees trees) {
        this.origin = origin;
        this.listed = new ArrayList<>(origin.ways());
        this.listed.addAll(origin.entries());
        this.trees = trees;
    }

    /**
     * @throws BackupException {@code ARCHIVE_UNSAFE} where the backup holds what lies in none of the trees;
     *     {@code PATH_NOT_FOUND} where nothing is wanted
     */
    static Content of(Origin origin, ProtectedTrees trees, Selection selection) throws BackupException {
        Content content = new Content(origin, trees);
        Map<String, Entry> entries = new HashMap<>();
        content.listed.forEach(entry -> entries.put(entry.path(), entry));
        for (Entry entry : origin.entries()) {
            if (selection.wants(entry.path(), entry.component())) {
                content.take(entry, entries);
            }
        }
        if (content.wanted.isEmpty()) {
            throw new BackupException(
                    ErrorCode.PATH_NOT_FOUND,
                    origin.name() + " holds nothing of what was asked for"
                            + (selection.paths().isEmpty() ? "" : ": " + String.join(", ", selection.paths())),
                    "See what it holds: pulsectl show --entries " + origin.name());
        }
        return content;
    }

    private void take(Entry entry, Map<String, Entry> entries) throws BackupException {
        Path path = trees.at(entry.path());
        if (!trees.covers(path)) {
            if (entry.type() == EntryType.DIRECTORY && trees.leadsIn(path)) {
                passages.add(entry.path());
                return;
            }
            throw new BackupException(
                    ErrorCode.ARCHIVE_UNSAFE,
                    origin.name() + " holds '" + entry.path() + "', which lies in none of the" + " configured trees",
                    "Add its tree to application: in backup.yaml, restore a part with --only or --path, or restore"
                            + " into a directory.");
        }
        wanted.add(entry.path());
        if (entry.type() == EntryType.DIRECTORY) {
            directories.add(entry.path());
        }
        if (entry.type() == EntryType.HARDLINK) {
            besides.add(entry.linkTarget());
        }
        for (String parent = Desired.parent(entry.path()); !parent.isEmpty(); parent = Desired.parent(parent)) {
            if (entries.containsKey(parent)) {
                passages.add(parent);
            }
        }
    }

    /** The wanted ones and those needed besides. */
    List<Entry> entries() {
        List<Entry> needed = new ArrayList<>();
        for (Entry entry : listed) {
            String path = entry.path();
            if (wanted.contains(path) || passages.contains(path) || besides.contains(path)) {
                needed.add(entry);
            }
        }
        return needed;
    }

    /** Names of those that are wanted. */
    List<String> databases() {
        return origin.databases().keySet().stream()
                .filter(wanted::contains)
                .sorted()
                .toList();
    }

    /** Where each entry comes into being. */
    Map<String, Places.Place> places(Places places) throws IOException, BackupException {
        Map<String, Places.Place> found = new LinkedHashMap<>();
        Map<Path, Places.Place> byParent = new HashMap<>();
        for (Entry entry : entries()) {
            Path live = trees.at(entry.path());
            if (isWayThatIsThere(entry.path(), live)) {
                continue;
            }
            // A tree of one file has a place of its own.
            boolean isTree = trees.trees().stream().anyMatch(tree -> tree.path().equals(live));
            Places.Place known = isTree ? null : byParent.get(live.getParent());
            Places.Place place = known == null ? places.of(live) : known;
            if (!isTree) {
                byParent.put(live.getParent(), place);
            }
            found.put(entry.path(), place);
        }
        for (Entry entry : entries()) {
            if (Staging.isLinkAcross(entry, found)) {
                throw new BackupException(
                        ErrorCode.NOT_SUPPORTED,
                        "'" + entry.path() + "' is a hard link to '" + entry.linkTarget()
                                + "', which now lies on another file system",
                        "Restore into a directory, and copy the file by hand.");
            }
        }
        return found;
    }

    private boolean isWayThatIsThere(String name, Path live) {
        return !wanted.contains(name) && !besides.contains(name) && java.nio.file.Files.isDirectory(live);
    }

    Desired desired(Map<String, Places.Place> places) {
        Desired desired = new Desired();
        for (Map.Entry<String, Places.Place> each : places.entrySet()) {
            String name = each.getKey();
            Path staged = each.getValue().staged(name);
            if (wanted.contains(name)) {
                desired.want(name, staged, directories.contains(name));
            } else if (passages.contains(name)) {
                desired.pass(name, staged);
            }
        }
        // A manifest need not list every directory on the way.
        for (String name : wanted) {
            Places.Place place = places.get(name);
            for (String parent = Desired.parent(name); !parent.isEmpty(); parent = Desired.parent(parent)) {
                if (!desired.wants(parent)) {
                    desired.pass(parent, place.staged(parent));
                }
            }
        }
        return desired;
    }
}
