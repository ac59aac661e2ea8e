package io.thingconnect.pulse.backupd.verify;

import io.thingconnect.pulse.backupd.backupset.Chain;
import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Which member of which archive of a chain the target is made of. */
final class Routes {
    private final List<Manifest> manifests;
    private final DeltaSpool spool;
    private final List<Route> routes = new ArrayList<>();

    /**
     * Of one archive, by the members' paths.
     *
     * @param files that go into the target as they are
     * @param bases databases that deltas are laid over first
     * @param deltas to be spooled
     */
    record Route(Map<String, Entry> files, Map<String, Base> bases, Map<String, Path> deltas) {
        boolean isEmpty() {
            return files.isEmpty() && bases.isEmpty() && deltas.isEmpty();
        }
    }

    private Routes(List<Manifest> manifests, DeltaSpool spool) {
        this.manifests = manifests;
        this.spool = spool;
        manifests.forEach(manifest -> routes.add(new Route(new HashMap<>(), new HashMap<>(), new HashMap<>())));
    }

    /** @param wanted which files of the target */
    static Routes of(Chain chain, DeltaSpool spool, Predicate<Entry> wanted) {
        Routes routes = new Routes(chain.manifests(), spool);
        Map<String, Integer> carriers = chain.carriers();
        for (Entry entry : chain.target().entries()) {
            if (entry.type() == EntryType.FILE && wanted.test(entry)) {
                routes.add(entry, carriers.get(entry.path()));
            }
        }
        return routes;
    }

    /** In the order of the chain. */
    Route get(int link) {
        return routes.get(link);
    }

    private void add(Entry entry, int carrier) {
        List<Path> deltas = new ArrayList<>();
        for (int link = manifests.size() - 1; link > carrier; link--) {
            deltas.add(delta(entry.path(), link));
        }
        Collections.reverse(deltas);
        if (deltas.stream().anyMatch(delta -> delta != null)) {
            routes.get(carrier).bases().put(entry.path(), new Base(entry, carrier, deltas));
        } else {
            routes.get(carrier).files().put(entry.path(), entry);
        }
    }

    /** Null where nothing changed; so it is with files, which are never in a delta. */
    private Path delta(String path, int link) {
        Manifest manifest = manifests.get(link);
        for (DatabaseState state : manifest.databases()) {
            if (state.path().equals(path) && state.isDelta() && state.delta().size() > 0) {
                Path place = spool.place(manifest.label(), state.delta().size());
                routes.get(link).deltas().put(state.deltaPath(manifest.label()), place);
                return place;
            }
        }
        return null;
    }
}
