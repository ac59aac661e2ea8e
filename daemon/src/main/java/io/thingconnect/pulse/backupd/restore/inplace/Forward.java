package io.thingconnect.pulse.backupd.restore.inplace;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.DatabaseCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A restore from a backup: everything comes into being beside its place and is proven there before a service is stopped. */
final class Forward {
    private final Site site;
    private final ProtectedTrees trees;
    private final InPlaceRestore.Request request;
    private final Origin origin;
    private final Selection selection;
    /** Only tables of a database; empty where whole files change places. */
    private final Optional<TableRestore> tables;

    Forward(Site site, InPlaceRestore.Request request) throws BackupException {
        this.site = site;
        this.request = request;
        this.trees = request.ownFiles() ? site.trees().withoutOwnFiles() : site.trees();
        this.origin = request.origin();
        this.tables = request.tables().isEmpty()
                ? Optional.empty()
                : Optional.of(TableRestore.of(origin, trees, request.tables()));
        this.selection = tables.map(TableRestore::selection)
                .orElse(request.selection())
                .within(origin.components())
                .withSideFiles(origin.databases().keySet());
    }

    /** All that is known before anything is written. */
    private record Prepared(
            Content content, Mounts mounts, Places places, Map<String, Places.Place> placed, Preflight preflight) {}

    private Prepared prepare(Naming naming, Work work) throws IOException, BackupException {
        Mounts mounts = Mounts.current();
        Places places = new Places(trees, mounts, naming.id(), naming.time());
        Content content = Content.of(origin, trees, selection);
        Map<String, Places.Place> placed = content.places(places);
        Preflight preflight = Preflight.of(content, placed, mounts, scratchBytes());
        preflight.require();
        Prepared prepared = new Prepared(content, mounts, places, placed, preflight);
        // What is in the way is found before anything is unpacked, and every place that is needed is known.
        claimPlaces(prepared);
        planner(prepared, Map.of(), work).plan();
        return prepared;
    }

    private long scratchBytes() throws IOException {
        return origin.scratchBytes() + (tables.isPresent() ? tables.get().neededBytes() : 0);
    }

    InPlaceRestore.Plan plan() throws BackupException {
        try {
            Prepared prepared = prepare(Naming.now(site), new Work());
            SwapPlanner planner = planner(prepared, Map.of(), new Work());
            Swap swap = planner.plan();
            return new InPlaceRestore.Plan(
                    InPlaceRestore.words(selection.components()),
                    prepared.content().entries().size(),
                    prepared.preflight().neededBytes(),
                    prepared.content().databases(),
                    swap.items().stream()
                            .filter(item -> item.in() == null)
                            .map(Swap.Item::live)
                            .toList(),
                    planner.notes());
        } catch (IOException e) {
            throw unprepared(e);
        }
    }

    private BackupException unprepared(IOException e) {
        return new BackupException(
                ErrorCode.INTERNAL,
                "the restore of " + origin.name() + " could not be prepared: " + Errno.reason(e),
                "Check the directories of the application.",
                e);
    }

    Transaction run(Journal journal, Work work) throws BackupException {
        Transaction transaction;
        Prepared prepared;
        try {
            Naming naming = Naming.now(site);
            prepared = prepare(naming, work);
            transaction = Transaction.begin(journal, site.clock(), naming.id(), begin(prepared));
        } catch (IOException e) {
            throw unprepared(e);
        }
        Ending ending = new Ending(site, transaction);
        try {
            unpack(prepared, work);
            transaction.enter(Phase.STAGED);
            work.check();
            work.phase("stop", -1);
            ending.stopServices();
            mergeTables(prepared, ending, work);
            work.phase("swap", -1);
            Swap swap = swap(prepared, transaction, ending, work);
            if (tables.isPresent()) {
                tables.get().requireUnchanged();
            }
            ending.swap(swap, site.surroundings().validation());
            work.phase("start", -1);
            ending.finish();
        } catch (IOException | BackupException | RuntimeException e) {
            throw ending.takeBack(e);
        }
        ending.close();
        return transaction;
    }

    private void mergeTables(Prepared prepared, Ending ending, Work work) throws IOException, BackupException {
        if (tables.isPresent()) {
            Places.Place place = prepared.placed().get(tables.get().name());
            tables.get().merge(place, site.steps(), work).forEach(ending::note);
        }
    }

    /** What appears in a tree until its services have stopped has to have a place too. */
    private void claimPlaces(Prepared prepared) throws IOException {
        for (Path path : trees.databases()) {
            prepared.places().of(path);
        }
        for (var tree : trees.trees()) {
            prepared.places().of(tree.path().resolve("x"));
        }
    }

    private Begin begin(Prepared prepared) throws IOException {
        List<Places.Place> places = prepared.places().used();
        return new Begin(
                Begin.RESTORE,
                origin.name(),
                "",
                new LinkedHashSet<>(InPlaceRestore.words(selection.components())),
                selection.paths(),
                request.ownFiles(),
                places,
                earlier(trees, places),
                Timeline.next(site.known(), request.newestTimeline()));
    }

    /** Of directories in the trees that staging is made in. */
    static Map<String, DirectoryFacts> earlier(ProtectedTrees trees, List<Places.Place> places) throws IOException {
        Map<String, DirectoryFacts> earlier = new LinkedHashMap<>();
        for (Places.Place place : places) {
            Path holder = place.stagingPath().getParent();
            if (trees.covers(holder) && !earlier.containsKey(holder.toString())) {
                earlier.put(holder.toString(), DirectoryFacts.of(holder));
            }
        }
        return earlier;
    }

    private void unpack(Prepared prepared, Work work) throws IOException, BackupException {
        Staging staging = new Staging(prepared.placed(), Journal.ownUid() == 0, site.steps());
        staging.prepare();
        Path deltas = Preflight.scratch(prepared.placed()).resolve("deltas");
        origin.unpack(staging, deltas, work);
        work.phase("check database", -1);
        staging.compare(prepared.content().entries());
        for (String database : prepared.content().databases()) {
            work.check();
            site.steps().announce("check", Path.of(database));
            DatabaseCheck.run(prepared.placed().get(database).staged(database), database);
        }
        if (tables.isPresent()) {
            tables.get().requireFits(prepared.placed().get(tables.get().name()));
        }
    }

    private Swap swap(Prepared prepared, Transaction transaction, Ending ending, Work work)
            throws IOException, BackupException {
        SwapPlanner planner = planner(prepared, transaction.begin().earlier(), work);
        Swap swap = planner.plan();
        planner.notes().forEach(ending::note);
        requireKnown(swap, transaction.begin());
        return swap;
    }

    private SwapPlanner planner(Prepared prepared, Map<String, DirectoryFacts> earlier, Work work)
            throws BackupException {
        Content content = prepared.content();
        LiveTree live = LiveTree.read(trees, origin.databases().keySet(), origin.plainFiles(), work);
        SwapPlanner.Ground ground = new SwapPlanner.Ground(trees, live, prepared.mounts(), prepared.places(), earlier);
        return new SwapPlanner(ground, selection, content.desired(prepared.placed()), ".restored-" + origin.name());
    }

    /** A mount that came meanwhile has no place in the journal. */
    static void requireKnown(Swap swap, Begin begin) throws BackupException {
        Set<String> previous = new LinkedHashSet<>();
        begin.places().forEach(place -> previous.add(place.previous()));
        for (Swap.Item item : swap.items()) {
            if (item.out() != null
                    && previous.stream().noneMatch(known -> item.outPath().startsWith(Path.of(known)))) {
                throw new BackupException(
                        ErrorCode.INTERNAL,
                        "the file systems under " + item.live() + " changed during the restore",
                        "Try again when nothing is being mounted.");
            }
        }
    }
}
