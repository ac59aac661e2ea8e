package io.thingconnect.pulse.backupd.backupset;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A full and the deltas up to one backup, found to fit: each names its parent's content id, each delta of a database starts
 * from the file that the parent ends with, and what it calls unchanged stands in the parent exactly so. Says of each path
 * which archive carries its content.
 */
public final class Chain {
    private final List<Manifest> manifests;

    private Chain(List<Manifest> manifests) {
        this.manifests = List.copyOf(manifests);
    }

    /**
     * @param manifests the full first
     * @throws BackupException {@code CHAIN_BROKEN} naming the first link that does not fit
     */
    public static Chain of(List<Manifest> manifests) throws BackupException {
        Manifest root = manifests.get(0);
        if (root.lineage().isDelta()) {
            throw broken(root, "its parent " + root.lineage().parent() + " is not there");
        }
        for (int i = 1; i < manifests.size(); i++) {
            new Link(manifests.get(i - 1), manifests.get(i)).check();
        }
        return new Chain(manifests);
    }

    /** The full first; the backup that is wanted last. */
    public List<Manifest> manifests() {
        return manifests;
    }

    /** The state at the end of the chain. */
    public Manifest target() {
        return manifests.get(manifests.size() - 1);
    }

    public boolean isDelta() {
        return manifests.size() > 1;
    }

    /** Bytes of all its archives, as stored. */
    public long storedBytes() {
        return manifests.stream()
                .mapToLong(manifest -> manifest.archive().size())
                .sum();
    }

    /** Bytes of all files of the target. */
    public long contentBytes() {
        return target().entries().stream().mapToLong(Entry::size).sum();
    }

    /** Bytes of the deltas of databases. */
    public long deltaBytes() {
        return manifests.stream()
                .flatMap(manifest -> manifest.databases().stream())
                .filter(DatabaseState::isDelta)
                .mapToLong(state -> state.delta().size())
                .sum();
    }

    /**
     * For each path of the target that is not a database the place in {@link #manifests} of the archive that carries it; for
     * a database, of the one that carries it whole.
     */
    public Map<String, Integer> carriers() {
        Map<String, Integer> carriers = new HashMap<>();
        List<Set<String>> notCarried =
                manifests.stream().map(Manifest::notCarried).toList();
        for (Entry entry : target().entries()) {
            int at = manifests.size() - 1;
            while (notCarried.get(at).contains(entry.path())) {
                at--;
            }
            carriers.put(entry.path(), at);
        }
        return carriers;
    }

    private static BackupException broken(Manifest child, String why) {
        return new BackupException(
                ErrorCode.CHAIN_BROKEN,
                "the chain is broken at " + child.label() + ": " + why,
                "Restore an older backup (pulsectl list), and start a new chain: pulsectl backup --type full");
    }

    /** One child held against its parent. */
    private static final class Link {
        private final Manifest parent;
        private final Manifest child;
        private final Map<String, Entry> before = new HashMap<>();

        Link(Manifest parent, Manifest child) {
            this.parent = parent;
            this.child = child;
            parent.entries().forEach(entry -> before.put(entry.path(), entry));
        }

        void check() throws BackupException {
            if (!child.job().equals(parent.job()) || !child.lineage().parentId().equals(parent.contentId())) {
                throw broken(child, "it does not belong on " + parent.label());
            }
            databases();
            unchanged();
            deleted();
        }

        private void databases() throws BackupException {
            Map<String, DatabaseState> states = new HashMap<>();
            parent.databases().forEach(state -> states.put(state.path(), state));
            for (DatabaseState state : child.databases()) {
                DatabaseState was = states.get(state.path());
                boolean fits = !state.isDelta()
                        || (was != null
                                && was.pageSize() == state.pageSize()
                                && state.before().equals(was.after()));
                if (!fits) {
                    throw broken(child, "its delta of '" + state.path() + "' does not belong on " + parent.label());
                }
                if (child.difference().unchanged().contains(state.path())) {
                    throw broken(child, "it calls the database '" + state.path() + "' an unchanged file");
                }
            }
        }

        private void unchanged() throws BackupException {
            Set<String> databases = new HashSet<>();
            parent.databases().forEach(state -> databases.add(state.path()));
            for (Entry entry : child.entries()) {
                boolean unchanged = child.difference().unchanged().contains(entry.path());
                if (unchanged && (!entry.equals(before.get(entry.path())) || databases.contains(entry.path()))) {
                    throw broken(child, "'" + entry.path() + "' is not as it is in " + parent.label());
                }
            }
        }

        /** By hand, what is gone goes by this list alone. */
        private void deleted() throws BackupException {
            List<String> listed = child.difference().deleted().stream().sorted().toList();
            if (!listed.equals(Chain.deleted(parent.entries(), child.entries()))) {
                throw broken(child, "what it removes first is not what is gone since " + parent.label());
            }
        }
    }

    /**
     * What a delta from one state to another has to remove first: paths that are gone or of another type now, without those
     * below another one; sorted.
     */
    public static List<String> deleted(List<Entry> before, List<Entry> after) {
        Map<String, EntryType> types = new HashMap<>();
        Set<String> inUse = new HashSet<>();
        for (Entry entry : after) {
            types.put(entry.path(), entry.type());
            parents(entry.path()).forEach(inUse::add);
        }
        Set<String> gone = new HashSet<>();
        for (Entry entry : before) {
            // A directory that is not listed any more, but whose contents are, stays.
            boolean stays = entry.type() == types.get(entry.path())
                    || (!types.containsKey(entry.path()) && inUse.contains(entry.path()));
            if (!stays) {
                gone.add(entry.path());
            }
        }
        return gone.stream()
                .filter(path -> parents(path).noneMatch(gone::contains))
                .sorted()
                .toList();
    }

    private static Stream<String> parents(String path) {
        return Stream.iterate(path, at -> at.indexOf('/') >= 0, at -> at.substring(0, at.lastIndexOf('/')))
                .map(at -> at.substring(0, at.lastIndexOf('/')));
    }
}
