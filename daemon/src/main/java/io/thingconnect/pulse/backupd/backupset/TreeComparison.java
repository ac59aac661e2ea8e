package io.thingconnect.pulse.backupd.backupset;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What sets one tree apart from another, path by path. */
public final class TreeComparison {
    private TreeComparison() {}

    /** What became of a path. */
    public enum Change {
        ADDED,
        /** Of another type, with other content, or a link that leads elsewhere. */
        CHANGED,
        REMOVED,
        /** The same content, with another mode, owner, time, attribute or access list. */
        METADATA;

        /** The spelling in the protocol. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A path that is not the same in both.
     *
     * @param before null where it was added
     * @param after null where it was removed
     */
    public record PathChange(String path, Change change, Entry before, Entry after) {
        /** What it is now, or was. */
        public Entry either() {
            return after == null ? before : after;
        }
    }

    /** By path; files count as equal in content where their SHA-256 is. */
    public static List<PathChange> between(List<Entry> before, List<Entry> after) {
        Map<String, Entry> old = new TreeMap<>();
        before.forEach(entry -> old.put(entry.path(), entry));
        Map<String, PathChange> found = new TreeMap<>();
        for (Entry entry : after) {
            Entry was = old.remove(entry.path());
            if (was == null) {
                found.put(entry.path(), new PathChange(entry.path(), Change.ADDED, null, entry));
            } else if (!was.equals(entry)) {
                found.put(entry.path(), new PathChange(entry.path(), change(was, entry), was, entry));
            }
        }
        old.forEach((path, entry) -> found.put(path, new PathChange(path, Change.REMOVED, entry, null)));
        return new ArrayList<>(found.values());
    }

    private static Change change(Entry before, Entry after) {
        boolean same = before.type() == after.type()
                && before.size() == after.size()
                && Objects.equals(before.sha256(), after.sha256())
                && Objects.equals(before.linkTarget(), after.linkTarget());
        return same ? Change.METADATA : Change.CHANGED;
    }
}
