package io.thingconnect.pulse.backupd.verify;

import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Difference;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Whether a manifest lists a tree that can be: the reader of an archive sees to that for what is in it, but most of a
 * delta's tree is in the archives before it.
 */
final class TreeRules {
    private final Manifest manifest;
    private final Map<String, Entry> entries = new HashMap<>();

    TreeRules(Manifest manifest) {
        this.manifest = manifest;
        manifest.entries().forEach(entry -> entries.put(entry.path(), entry));
    }

    /** The entries by path. */
    Map<String, Entry> check() throws BackupException {
        Set<String> notCarried = manifest.notCarried();
        for (Entry entry : manifest.entries()) {
            checkParents(entry.path());
            if (entry.type() == EntryType.HARDLINK) {
                checkLink(entry, notCarried);
            }
        }
        checkDatabases();
        return entries;
    }

    private void checkParents(String path) throws BackupException {
        for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            Entry parent = entries.get(path.substring(0, slash));
            if (parent != null && parent.type() != EntryType.DIRECTORY) {
                throw contradiction("'" + path + "' lies below '" + parent.path() + "', which is no directory");
            }
        }
    }

    /** By hand, a file that is extracted anew leaves links behind that are not. */
    private void checkLink(Entry link, Set<String> notCarried) throws BackupException {
        Entry file = entries.get(link.linkTarget());
        if (file == null || file.type() != EntryType.FILE) {
            throw contradiction("'" + link.path() + "' is a hard link to what is no file");
        }
        boolean left = notCarried.contains(link.path());
        if (left && !notCarried.contains(file.path())) {
            throw contradiction("'" + link.path() + "' is called unchanged, but not the file it is a link to");
        }
    }

    private void checkDatabases() throws BackupException {
        Set<String> seen = new HashSet<>();
        for (DatabaseState state : manifest.databases()) {
            Entry entry = entries.get(state.path());
            if (entry == null || entry.type() != EntryType.FILE || !seen.add(state.path())) {
                throw contradiction("it does not list the database '" + state.path() + "' once, and as a file");
            }
            if (!state.after().equals(entry.sha256()) || state.pageSize() * state.pages() != entry.size()) {
                throw contradiction("it names two different contents for the database '" + state.path() + "'");
            }
            boolean nothing = state.isDelta() && state.delta().size() == 0;
            if (nothing && !state.before().equals(state.after())) {
                throw contradiction("an empty delta changes the database '" + state.path() + "'");
            }
            if (entries.containsKey(state.guardPath())) {
                throw contradiction("it lists the WAL of the database '" + state.path() + "'");
            }
        }
        for (String path : manifest.difference().unchanged()) {
            if (!entries.containsKey(path) || seen.contains(path)) {
                throw contradiction("it calls '" + path + "' unchanged, which is no file of its tree");
            }
        }
        if (manifest.lineage().isDelta() && entries.keySet().stream().anyMatch(TreeRules::isControl)) {
            throw contradiction("it lists what is below " + Difference.DIRECTORY);
        }
    }

    private static boolean isControl(String path) {
        return path.equals(Difference.DIRECTORY) || path.startsWith(Difference.DIRECTORY + "/");
    }

    private BackupException contradiction(String why) {
        return ExpectedMembers.contradiction(manifest, why);
    }
}
