package io.thingconnect.pulse.backupd.restore.inplace;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The undoing of a restore: the same transaction, with what was kept of the state before as that which comes. The
 * application is not asked whether it likes it: it may have been broken before.
 */
final class Backward {
    private final Site site;
    private final ProtectedTrees trees;
    private final Transaction undone;
    private final Begin begun;
    private final Swap swap;
    private final Selection selection;

    Backward(Site site, Transaction undone) {
        this.site = site;
        this.undone = undone;
        this.begun = undone.begin();
        this.trees = begun.ownFiles() ? site.trees().withoutOwnFiles() : site.trees();
        this.swap = undone.swap().orElse(new Swap(List.of(), List.of()));
        Set<Component> components = EnumSet.noneOf(Component.class);
        begun.components().forEach(word -> Component.parse(word).ifPresent(components::add));
        this.selection = new Selection(components, paths());
    }

    /** Beside those that were asked for: what was put there under another name goes too. */
    private List<String> paths() {
        List<String> paths = new ArrayList<>(begun.paths());
        if (!paths.isEmpty()) {
            swap.items().forEach(item -> paths.add(trees.name(item.livePath())));
        }
        return paths;
    }

    Transaction run(Journal journal, Work work) throws BackupException {
        requireKept();
        Transaction transaction;
        Places places;
        try {
            Naming naming = Naming.now(site);
            places = new Places(trees, Mounts.current(), naming.id(), naming.time());
            for (var tree : trees.trees()) {
                places.of(tree.path().resolve("x"));
            }
            planner(places, work).plan();
            Begin begin = new Begin(
                    Begin.UNDO,
                    begun.label(),
                    undone.id(),
                    begun.components(),
                    begun.paths(),
                    begun.ownFiles(),
                    places.used(),
                    Forward.earlier(trees, places.used()),
                    Timeline.next(site.known(), 0));
            transaction = Transaction.begin(journal, site.clock(), naming.id(), begin);
        } catch (IOException e) {
            throw new BackupException(
                    ErrorCode.INTERNAL,
                    "the restore of " + begun.label() + " could not be undone: " + Errno.reason(e),
                    "Check the directories of the application.",
                    e);
        }
        Ending ending = new Ending(site, transaction);
        try {
            ending.stopServices();
            work.phase("swap", -1);
            Swap back = planner(places, work).plan();
            Forward.requireKnown(back, transaction.begin());
            ending.swap(back, Surroundings.Check.none());
            work.phase("start", -1);
            ending.startAnyway();
        } catch (IOException | BackupException | RuntimeException e) {
            throw ending.takeBack(e);
        }
        ending.close();
        return transaction;
    }

    private void requireKept() throws BackupException {
        for (Swap.Item item : swap.items()) {
            if (item.out() != null && !FileSteps.exists(item.outPath())) {
                throw new BackupException(
                        ErrorCode.PATH_NOT_FOUND,
                        "the state before the restore of " + begun.label() + " is no longer kept: " + item.out()
                                + " is missing",
                        "Restore a backup of that time: pulse-restore --at TIME");
            }
        }
    }

    private SwapPlanner planner(Places places, Work work) throws IOException, BackupException {
        LiveTree live = LiveTree.read(trees, Set.of(), Set.of(), work);
        SwapPlanner.Ground ground = new SwapPlanner.Ground(trees, live, Mounts.current(), places, java.util.Map.of());
        return new SwapPlanner(ground, selection, desired(), ".restored-" + begun.label());
    }

    private Desired desired() throws IOException {
        Desired desired = new Desired();
        for (Swap.Item item : swap.items()) {
            String name = trees.name(item.livePath());
            if (item.out() != null) {
                desired.wantAll(name, item.outPath());
            }
            for (String parent = Desired.parent(name); !parent.isEmpty(); parent = Desired.parent(parent)) {
                desired.pass(parent, kept(parent));
            }
        }
        for (Swap.Directory directory : swap.directories()) {
            String name = trees.name(Path.of(directory.path()));
            desired.pass(name, kept(name));
            desired.setFacts(name, directory.before());
        }
        return desired;
    }

    /** Where a directory that stayed would be, had it been moved; null outside of the trees. */
    private Path kept(String name) {
        Path live = trees.at(name);
        for (Places.Place place : begun.places()) {
            if (trees.covers(live) && live.startsWith(Path.of(place.base()))) {
                Path kept = place.previous(live);
                if (FileSteps.exists(kept)) {
                    return kept;
                }
            }
        }
        return null;
    }
}
