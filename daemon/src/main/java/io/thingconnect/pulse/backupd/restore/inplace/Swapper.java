package io.thingconnect.pulse.backupd.restore.inplace;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Carries a swap out, or takes it back from wherever it stopped. First everything old goes, and that is made durable; then
 * everything new comes: so a new database never stands beside an old WAL, whenever the power fails.
 */
final class Swapper {
    private final FileSteps steps;
    private final Swap swap;

    Swapper(FileSteps steps, Swap swap) {
        this.steps = steps;
        this.swap = swap;
    }

    void forward() throws IOException {
        Set<Path> touched = new LinkedHashSet<>();
        for (Swap.Item item : swap.items()) {
            if (item.out() != null) {
                steps.createDirectories(item.outPath().getParent());
                move(item.livePath(), item.outPath(), touched);
            }
        }
        sync(touched);
        for (Swap.Item item : swap.items()) {
            if (item.in() != null) {
                move(item.inPath(), item.livePath(), touched);
            }
        }
        sync(touched);
        for (Swap.Directory directory : swap.directories()) {
            if (directory.after() != null) {
                steps.setFacts(Path.of(directory.path()), directory.after());
            }
        }
    }

    /**
     * Brings back what was there before. What services put in its place meanwhile goes to the staging directory, which is
     * removed afterwards.
     */
    void backward(List<Places.Place> places) throws IOException {
        List<Swap.Item> items = new ArrayList<>(swap.items());
        Collections.reverse(items);
        Set<Path> touched = new LinkedHashSet<>();
        for (Swap.Item item : items) {
            boolean came = item.in() != null && !FileSteps.exists(item.inPath());
            if (came && FileSteps.exists(item.livePath())) {
                move(item.livePath(), item.inPath(), touched);
            }
        }
        sync(touched);
        for (Swap.Item item : items) {
            if (item.out() == null || !FileSteps.exists(item.outPath())) {
                continue;
            }
            if (FileSteps.exists(item.livePath())) {
                move(item.livePath(), discarded(item, places), touched);
            }
            move(item.outPath(), item.livePath(), touched);
        }
        sync(touched);
    }

    private Path discarded(Swap.Item item, List<Places.Place> places) throws IOException {
        Path staging = places.stream()
                .filter(place -> item.outPath().startsWith(Path.of(place.previous())))
                .findFirst()
                .orElseThrow(() -> new IOException("no place is known for " + item.live()))
                .stagingPath();
        Path directory = staging.resolve("discarded");
        steps.createDirectories(directory);
        int number = 0;
        while (FileSteps.exists(directory.resolve(Integer.toString(number)))) {
            number++;
        }
        return directory.resolve(Integer.toString(number));
    }

    /** After everything that lay beside is gone: removing it changed the times of directories again. */
    void backwardAttributes() throws IOException {
        for (Swap.Directory directory : swap.directories()) {
            steps.setFacts(Path.of(directory.path()), directory.before());
        }
    }

    private void move(Path from, Path to, Set<Path> touched) throws IOException {
        steps.rename(from, to);
        touched.add(from.getParent());
        touched.add(to.getParent());
    }

    private void sync(Set<Path> touched) throws IOException {
        for (Path directory : touched) {
            steps.sync(directory);
        }
        touched.clear();
    }
}
