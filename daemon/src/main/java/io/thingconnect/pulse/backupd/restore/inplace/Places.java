package io.thingconnect.pulse.backupd.restore.inplace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a restore keeps what comes and what goes: on the same file system as the path that it is for, beside the tree where
 * that can be, in the topmost directory of the file system otherwise.
 */
final class Places {
    static final String STAGING = ".pulse-restore-";
    static final String PREVIOUS = ".pre-restore-";

    private final ProtectedTrees trees;
    private final Mounts mounts;
    private final String id;
    private final String time;
    private final Map<String, Place> places = new LinkedHashMap<>();

    /** @param time for the names of what was there before, for example {@code 20240115T020000Z} */
    Places(ProtectedTrees trees, Mounts mounts, String id, String time) {
        this.trees = trees;
        this.mounts = mounts;
        this.id = id;
        this.time = time;
    }

    /**
     * Absolute paths on one file system.
     *
     * @param base what names in {@code previous} are relative to
     * @param staging a directory for what comes; it and {@code previous} need not exist
     */
    record Place(String base, String staging, String previous) {
        Path stagingPath() {
            return Path.of(staging);
        }

        /** Where the entry of this name comes into being. */
        Path staged(String name) {
            return Path.of(staging).resolve("new").resolve(name);
        }

        /** Where what stands at this path goes to. */
        Path previous(Path live) {
            return live.equals(Path.of(base))
                    ? Path.of(previous)
                    : Path.of(previous).resolve(Path.of(base).relativize(live));
        }
    }

    /** Ours, whatever restore they are of: neither captured nor moved. */
    static boolean isOurs(String name) {
        for (Path part : Path.of(name)) {
            String text = part.toString();
            if (text.startsWith(STAGING) || text.startsWith(PREVIOUS)) {
                return true;
            }
        }
        return false;
    }

    List<Place> used() {
        return List.copyOf(places.values());
    }

    Place of(Path live) throws IOException {
        Path parent = existing(live.getParent());
        String zone = mounts.zone(parent);
        Optional<Path> tree = trees.outermost(live);
        if (tree.isPresent()) {
            Path beside = existing(tree.get().getParent());
            if (mounts.zone(beside).equals(zone)) {
                return place(
                        tree.get(), beside, tree.get().resolveSibling(tree.get().getFileName() + PREVIOUS + time));
            }
        }
        Path top = tree.isPresent() ? top(parent, zone) : parent;
        return place(top, top, top.resolve(PREVIOUS + time));
    }

    private Place place(Path base, Path holder, Path previous) {
        return places.computeIfAbsent(
                base + " " + holder,
                key -> new Place(
                        base.toString(),
                        holder.resolve(STAGING + id).toString(),
                        free(previous).toString()));
    }

    /** What an earlier restore kept is never added to. */
    private Path free(Path previous) {
        return FileSteps.exists(previous)
                ? previous.resolveSibling(previous.getFileName() + id.substring(id.lastIndexOf('-')))
                : previous;
    }

    /** The highest directory from here that lies on the same file system. */
    private Path top(Path directory, String zone) throws IOException {
        Path top = directory;
        while (top.getParent() != null && mounts.zone(top.getParent()).equals(zone)) {
            top = top.getParent();
        }
        return top;
    }

    private static Path existing(Path directory) {
        Path there = directory;
        while (!Files.isDirectory(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }
}
