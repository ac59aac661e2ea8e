package io.thingconnect.pulse.backupd.restore.inplace;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Works out what has to change places so that the trees become what is desired. A directory is renamed with all that is
 * in it where everything in it is ours to replace; a tree, a mount point, and whatever holds something that has to stay is
 * gone through instead.
 */
final class SwapPlanner {
    private final ProtectedTrees trees;
    private final Selection selection;
    private final LiveTree live;
    private final Desired desired;
    private final Mounts mounts;
    private final Places places;
    private final Map<String, DirectoryFacts> earlier;
    private final String suffix;
    private final List<Swap.Item> items = new ArrayList<>();
    private final List<Swap.Directory> directories = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * What is there, and where things go.
     *
     * @param earlier what directories were like before staging was made in them, by absolute path
     */
    record Ground(
            ProtectedTrees trees, LiveTree live, Mounts mounts, Places places, Map<String, DirectoryFacts> earlier) {}

    /** @param suffix of the name under which our own configuration is put beside the live one */
    SwapPlanner(Ground ground, Selection selection, Desired desired, String suffix) {
        this.trees = ground.trees();
        this.live = ground.live();
        this.mounts = ground.mounts();
        this.places = ground.places();
        this.earlier = ground.earlier();
        this.selection = selection;
        this.desired = desired;
        this.suffix = suffix;
    }

    Swap plan() throws IOException, BackupException {
        through("");
        return new Swap(items, directories);
    }

    /** What was passed over, and why. */
    List<String> notes() {
        return notes;
    }

    private void through(String directory) throws IOException, BackupException {
        TreeSet<String> names = new TreeSet<>(desired.children(directory));
        live.children(directory).stream().filter(this::isOursToReplace).forEach(names::add);
        // The way to a tree whose entries all go has to be gone too.
        live.children(directory).stream()
                .filter(name -> Files.isDirectory(trees.at(name), LinkOption.NOFOLLOW_LINKS))
                .forEach(names::add);
        for (Path tree : waysDown(directory)) {
            names.add(trees.name(tree));
        }
        int before = items.size();
        for (String name : names) {
            decide(name);
        }
        remember(directory, items.size() > before);
    }

    /** Trees and databases below a directory that is in none: their first part from here. */
    private List<Path> waysDown(String directory) {
        Path here = trees.at(directory);
        List<Path> ways = new ArrayList<>();
        List<Path> ends = new ArrayList<>(trees.databases());
        trees.trees().forEach(tree -> ends.add(tree.path()));
        for (Path end : ends) {
            if (end.startsWith(here) && !end.equals(here)) {
                Path next = here.resolve(here.relativize(end).getName(0));
                if (!next.equals(end) || live.holds(trees.name(end))) {
                    ways.add(next);
                }
            }
        }
        return ways;
    }

    private boolean isOursToReplace(String name) {
        return selection.wants(name, live.component(name));
    }

    private void decide(String name) throws IOException, BackupException {
        Path path = trees.at(name);
        Path source = desired.source(name);
        boolean there = FileSteps.exists(path);
        if (comesBeside(path)) {
            return;
        }
        if (!there) {
            if (source != null) {
                add(path, null, source);
            }
        } else if (trees.leftAlone().ownFiles().contains(path)) {
            if (desired.wants(name)) {
                beside(path, source);
            }
        } else if (trees.covers(path) && !live.holds(name)) {
            if (desired.wants(name)) {
                notes.add("/" + name + " is left as it is: backups leave it out");
            }
        } else if (isDirectory(path) && mustStay(name, path)) {
            requireDirectory(name);
            through(name);
        } else if (desired.wants(name)) {
            add(path, places.of(path).previous(path), source);
        } else if (live.holds(name) && isOursToReplace(name)) {
            add(path, places.of(path).previous(path), null);
        } else if (source != null) {
            throw new BackupException(
                    ErrorCode.INVALID_PARAMETER,
                    "/" + name + " is not a directory, so that nothing can be restored below it",
                    "Move it away, and try again.");
        }
    }

    /** Outside of the trees the way may lead through links, which the administrator made; inside of them never. */
    private boolean isDirectory(Path path) {
        return trees.covers(path) ? Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) : Files.isDirectory(path);
    }

    private boolean mustStay(String name, Path path) throws IOException {
        return !trees.covers(path) || trees.leadsIn(path) || desired.passesThrough(name) || !isMovable(name, path);
    }

    private boolean isMovable(String name, Path path) throws IOException {
        if (!live.holds(name) || !isOursToReplace(name)) {
            return false;
        }
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        if (trees.leadsIn(path) || mounts.isBorder(path)) {
            return false;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                if (!isMovable(name + "/" + entry.getFileName(), entry)) {
                    return false;
                }
            }
        }
        return true;
    }

    private void requireDirectory(String name) throws BackupException {
        if (desired.wants(name) && !desired.isDirectory(name)) {
            throw new BackupException(
                    ErrorCode.INVALID_PARAMETER,
                    "/" + name + " is a directory that cannot be replaced by a file: it is a mount point, or holds"
                            + " something that must stay",
                    "Move away what is in it, or unmount it, and try again.");
        }
    }

    private Path beside(Path ownFile) {
        return ownFile.resolveSibling(ownFile.getFileName() + suffix);
    }

    /** Where an earlier restore of the same backup put one too, it is replaced together with the file that it is beside. */
    private boolean comesBeside(Path path) {
        return trees.leftAlone().ownFiles().stream()
                .anyMatch(own -> beside(own).equals(path) && FileSteps.exists(own) && desired.wants(trees.name(own)));
    }

    private void beside(Path path, Path source) throws IOException {
        Path other = beside(path);
        add(other, FileSteps.exists(other) ? places.of(other).previous(other) : null, source);
        notes.add("/" + trees.name(path) + " stays as it is; the one of the backup is put beside it as "
                + other.getFileName());
    }

    private void add(Path path, Path out, Path in) {
        items.add(
                new Swap.Item(path.toString(), out == null ? null : out.toString(), in == null ? null : in.toString()));
    }

    private void remember(String name, boolean changed) throws IOException {
        Path path = trees.at(name);
        if (!trees.covers(path)) {
            return;
        }
        DirectoryFacts after = desired.factsFor(name);
        if (changed || after != null) {
            DirectoryFacts known = earlier.get(path.toString());
            directories.add(
                    new Swap.Directory(path.toString(), known == null ? DirectoryFacts.of(path) : known, after));
        }
    }
}
