package io.thingconnect.pulse.backupd.rescue;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.restore.inplace.BackupOrigin;
import io.thingconnect.pulse.backupd.restore.inplace.FileOrigin;
import io.thingconnect.pulse.backupd.restore.inplace.Origin;
import io.thingconnect.pulse.backupd.restore.inplace.Selection;
import io.thingconnect.pulse.backupd.system.Work;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the command line asks for, found: the newest backup of each component, one backup by its label, or a file.
 *
 * @param sources the first gives the restore its name
 * @param newestTimeline the highest one that a backup was seen of; 1 where none was looked for
 */
record Chosen(Origin origin, List<Source> sources, List<String> notes, Optional<FileOrigin> file, int newestTimeline)
        implements AutoCloseable {
    /**
     * One backup or file.
     *
     * @param place the destination's name; for a file where it lies
     * @param takenAt for a file when it was last written
     * @param components words
     */
    record Source(String name, String place, Instant takenAt, List<String> components) {}

    static Chosen of(Arguments arguments, Box box, Optional<Instant> wanted, Instant now) throws BackupException {
        if (arguments.value("--from-file").isPresent()) {
            return fromFile(Path.of(arguments.value("--from-file").get()).toAbsolutePath(), box);
        }
        BackupFinder finder = BackupFinder.at(
                box.destinations(arguments.value("--destination"), arguments.value("--host")),
                arguments.value("--job"),
                box.zone());
        Set<Component> components = components(arguments, box);
        if (wanted.isPresent()) {
            return of(finder.at(wanted.get(), now, components, arguments.timeline()), finder);
        }
        String label = arguments.label().orElseThrow();
        return of(label.equals("latest") ? finder.latest(components) : finder.byLabel(label, components), finder);
    }

    /** Those that are asked for, or all that are configured. */
    private static Set<Component> components(Arguments arguments, Box box) {
        if (!arguments.tables().isEmpty()) {
            return EnumSet.of(Component.DATABASE);
        }
        return arguments.components().isEmpty() ? box.components() : arguments.components();
    }

    private static Chosen fromFile(Path path, Box box) throws BackupException {
        FileOrigin file = FileOrigin.open(path, box.trees(), box.state(), new Work());
        Source source = new Source(file.name(), path.toString(), file.writtenAt(), words(file.components()));
        return new Chosen(file, List.of(source), file.notes(), Optional.of(file), 1);
    }

    private static Chosen of(BackupFinder.Found found, BackupFinder finder) throws BackupException {
        List<Source> sources = new ArrayList<>();
        for (BackupOrigin.Part part : found.parts()) {
            Manifest manifest = part.chain().manifest();
            sources.add(new Source(
                    manifest.label().toString(),
                    part.chain().destination(),
                    manifest.takenAt(),
                    words(part.components())));
        }
        return new Chosen(
                BackupOrigin.of(found.parts()), sources, found.notes(), Optional.empty(), finder.newestTimeline());
    }

    private static List<String> words(Iterable<Component> components) {
        List<String> words = new ArrayList<>();
        components.forEach(component -> words.add(component.word()));
        words.sort(null);
        return words;
    }

    String name() {
        return sources.get(0).name();
    }

    /** Of backups; none for a file. */
    List<Label> labels() {
        List<Label> labels = new ArrayList<>();
        if (file.isEmpty()) {
            sources.forEach(source -> Label.parse(source.name()).ifPresent(labels::add));
        }
        return labels;
    }

    Selection selection(Arguments arguments) {
        Selection all = Selection.everything();
        return new Selection(
                arguments.components().isEmpty() ? all.components() : arguments.components(), arguments.paths());
    }

    @Override
    public void close() {
        file.ifPresent(FileOrigin::close);
    }
}
