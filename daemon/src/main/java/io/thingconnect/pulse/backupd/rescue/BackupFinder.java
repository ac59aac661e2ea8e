package io.thingconnect.pulse.backupd.rescue;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.error.Nearest;
import io.thingconnect.pulse.backupd.restore.inplace.BackupOrigin;
import io.thingconnect.pulse.backupd.schedule.PointInTime;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.Storage.StoredFile;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.verify.ChainReader;
import io.thingconnect.pulse.backupd.verify.CopyReader;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/** Finds a backup by what lies at the destinations: listings and manifests, no catalog. */
final class BackupFinder {
    private static final int MOST_NOTES = 5;

    private final NavigableMap<Label, List<Copy>> copies = new TreeMap<>(Comparator.reverseOrder());
    private final List<String> notes = new ArrayList<>();
    private final Map<Label, Set<Component>> looked = new HashMap<>();
    private final Map<Label, BackupException> locked = new HashMap<>();
    private final ZoneId zone;
    private final boolean anyJob;
    private BackupException unavailable;

    /** @param parts each as a whole at one destination; the one with the database first */
    record Found(List<BackupOrigin.Part> parts, List<String> notes) {}

    private record Copy(Destination destination, String job) {}

    private BackupFinder(ZoneId zone, boolean anyJob) {
        this.zone = zone;
        this.anyJob = anyJob;
    }

    /**
     * @param destinations the preferred one first; one that cannot be read is a note
     * @param job empty: any
     */
    static BackupFinder at(List<Destination> destinations, Optional<String> job, ZoneId zone) throws BackupException {
        BackupFinder finder = new BackupFinder(zone, job.isEmpty());
        for (Destination destination : destinations) {
            try {
                for (String directory : destination.storage().directories()) {
                    if (job.isEmpty() || job.get().equals(directory)) {
                        finder.list(destination, directory);
                    }
                }
            } catch (IOException e) {
                finder.unavailable = new BackupException(
                        ErrorCode.DESTINATION_UNAVAILABLE,
                        "destination '" + destination.name() + "' ("
                                + destination.storage().location() + ") cannot be read: " + Errno.reason(e),
                        "Mount or mend it, or name another one with --destination.",
                        e);
                finder.notes.add(finder.unavailable.getMessage());
            }
        }
        if (finder.copies.isEmpty()) {
            throw finder.nothing("there is no backup at any destination");
        }
        return finder;
    }

    private void list(Destination destination, String job) throws IOException {
        List<String> names =
                destination.storage().list(job).stream().map(StoredFile::name).toList();
        for (Label label : BackupFiles.labels(names)) {
            copies.computeIfAbsent(label, key -> new ArrayList<>()).add(new Copy(destination, job));
        }
    }

    private BackupException nothing(String message) {
        return nothing(message, "Look at the destinations that backup.yaml names.");
    }

    private BackupException nothing(String message, String hint) {
        return unavailable != null ? unavailable : new BackupException(ErrorCode.BACKUP_NOT_FOUND, message, hint);
    }

    private String nearest(String typed) {
        String start = "pulse-backup-";
        List<String> known = copies.keySet().stream().map(Label::toString).toList();
        return Nearest.only(typed.startsWith(start) ? typed : start + typed, known)
                .map(label -> "Did you mean '" + label + "'? ")
                .orElse("");
    }

    /**
     * That backup alone.
     *
     * @param text a whole label, or the unique beginning of one, with or without {@code pulse-backup-}
     * @param components those that it may be missed to hold
     */
    Found byLabel(String text, Set<Component> components) throws BackupException {
        List<Label> fitting = copies.keySet().stream()
                .filter(label ->
                        label.toString().startsWith(text) || label.toString().startsWith("pulse-backup-" + text))
                .toList();
        Optional<Label> exact = Label.parse(text).filter(copies::containsKey);
        if (exact.isEmpty() && fitting.size() > 1) {
            throw Arguments.usage("'" + text + "' begins " + fitting.size() + " labels, among them " + fitting.get(0));
        }
        if (exact.isEmpty() && fitting.isEmpty()) {
            throw nothing(
                    "no backup has the label '" + text + "'; the newest is " + copies.firstKey(),
                    nearest(text) + "Give one that 'pulsectl list' shows, or 'latest'.");
        }
        ChainReader chain = open(exact.orElseGet(() -> fitting.get(0)));
        List<Component> held = chain.manifest().components();
        noteMissing(components, held);
        return new Found(List.of(new BackupOrigin.Part(chain, Set.copyOf(held))), notes());
    }

    /** Says who holds what a backup that was named does not. */
    private void noteMissing(Set<Component> components, List<Component> held) {
        Set<Component> missing = EnumSet.noneOf(Component.class);
        missing.addAll(components);
        held.forEach(missing::remove);
        for (Label label : copies.keySet()) {
            Set<Component> here = missing.isEmpty() ? Set.of() : heldBy(label, missing);
            if (!here.isEmpty()) {
                missing.removeAll(here);
                notes.add("this backup does not hold " + words(here)
                        + ", which stays as it is; the newest that does is " + label);
            }
        }
        if (!missing.isEmpty()) {
            notes.add("no backup holds " + words(missing) + ": what is there stays");
        }
    }

    /** The timeline of the newest backup whose manifest can be read, which is the highest one; 1 where there is none. */
    int newestTimeline() {
        for (Map.Entry<Label, List<Copy>> each : copies.entrySet()) {
            for (Copy copy : each.getValue()) {
                try {
                    return CopyReader.open(copy.destination(), copy.job(), each.getKey())
                            .manifest()
                            .lineage()
                            .timeline();
                } catch (BackupException unused) {
                    // Another copy, or an older backup, will tell.
                }
            }
        }
        return 1;
    }

    private Set<Component> heldBy(Label label, Set<Component> wanted) {
        Set<Component> held = EnumSet.noneOf(Component.class);
        held.addAll(look(label));
        held.retainAll(wanted);
        return held;
    }

    private static String words(Set<Component> components) {
        return String.join(
                ", ", components.stream().map(Component::word).sorted().toList());
    }

    /** For each component the newest whole one that holds it. */
    Found latest(Set<Component> components) throws BackupException {
        Search search = new Search(components, Instant.MAX, OptionalInt.empty());
        if (search.isEnough()) {
            return search.found();
        }
        throw nothing("there is no backup of the " + search.needed().word() + " that is whole; the newest is "
                + copies.firstKey());
    }

    /**
     * For each component the newest whole one of a timeline that was taken at or before a time.
     *
     * @param timeline empty: the newest one that has a backup
     */
    Found at(Instant wanted, Instant now, Set<Component> components, OptionalInt timeline) throws BackupException {
        Search search = new Search(components, PointInTime.endOf(wanted), timeline);
        if (!wanted.isAfter(now) && search.isEnough()) {
            return search.found();
        }
        throw notCovered(wanted, now, search.nearest(wanted.isAfter(now)), search.timeline);
    }

    /** From the newest label back until each component was met. */
    private final class Search {
        private final Set<Component> wanted;
        private final Set<Component> missing = EnumSet.noneOf(Component.class);
        private final List<BackupOrigin.Part> parts = new ArrayList<>();
        private final Map<Component, Label> others = new EnumMap<>(Component.class);
        private final List<Label> usable = new ArrayList<>();
        private int timeline;

        Search(Set<Component> wanted, Instant end, OptionalInt wantedTimeline) throws BackupException {
            this.wanted = wanted;
            this.timeline = wantedTimeline.orElse(-1);
            missing.addAll(wanted);
            for (Label label : copies.keySet()) {
                if (missing.isEmpty()) {
                    break;
                }
                take(label, end);
            }
        }

        private void take(Label label, Instant end) throws BackupException {
            Set<Component> held = heldBy(label, missing);
            // Whoever asks for the newest does not want an old one from before backups were encrypted. Once there is a
            // newer one, what nobody can open does not stand in its way.
            boolean decisive = missing.contains(needed());
            if (decisive && locked.containsKey(label) && !label.at().isAfter(end)) {
                throw locked.get(label);
            }
            if (held.isEmpty()) {
                return;
            }
            Optional<ChainReader> chain = tried(label, decisive);
            if (chain.isEmpty()) {
                return;
            }
            Manifest manifest = chain.get().manifest();
            timeline = timeline < 0 ? manifest.lineage().timeline() : timeline;
            boolean late = manifest.takenAt().isAfter(end);
            if (manifest.lineage().timeline() != timeline) {
                held.forEach(component -> others.putIfAbsent(component, label));
                return;
            }
            if (held.contains(needed()) || !wanted.contains(needed())) {
                usable.add(label);
            }
            if (!late) {
                parts.add(new BackupOrigin.Part(chain.get(), held));
                missing.removeAll(held);
            }
        }

        /** Without this one a restore is not what somebody has in mind. */
        private Component needed() {
            return wanted.contains(Component.DATABASE) && anyJob
                    ? Component.DATABASE
                    : wanted.iterator().next();
        }

        boolean isEnough() {
            boolean database = wanted.contains(Component.DATABASE) && anyJob;
            return !parts.isEmpty() && !(database && missing.contains(Component.DATABASE));
        }

        Label nearest(boolean newest) {
            return usable.isEmpty() ? null : usable.get(newest ? 0 : usable.size() - 1);
        }

        Found found() {
            for (Component component : missing) {
                Label other = others.get(component);
                notes.add(
                        other == null
                                ? "no backup of that time holds " + component.word() + ": what is there stays"
                                : component.word() + " stays as it is: the newest backup of it, " + other
                                        + ", is from before an earlier restore; it can be named with --only");
            }
            List<BackupOrigin.Part> ordered = new ArrayList<>(parts);
            ordered.sort(Comparator.comparing(part -> !part.components().contains(Component.DATABASE)));
            return new Found(ordered, notes());
        }
    }

    private BackupException notCovered(Instant wanted, Instant now, Label nearest, int timeline) {
        if (nearest == null) {
            return nothing("there is no backup of the database that is whole"
                    + (timeline < 0 ? "" : " on timeline " + timeline));
        }
        String earlier = timeline > 1 ? "; earlier ones are on timelines before " + timeline + ": --timeline N" : "";
        String time = PointInTime.show(wanted, zone);
        return new BackupException(
                ErrorCode.BACKUP_NOT_FOUND,
                wanted.isAfter(now)
                        ? "the time " + time + " lies in the future; the newest backup is " + nearest
                        : "the time " + time + " lies before the first backup"
                                + (timeline > 1 ? " on timeline " + timeline : "") + ", which is " + nearest,
                "Restore that one: pulse-restore " + nearest + earlier);
    }

    /** What it holds, by its manifest alone; nothing where that cannot be read, which is noted. */
    private Set<Component> look(Label label) {
        return looked.computeIfAbsent(label, key -> {
            BackupException last = null;
            for (Copy copy : copies.get(label)) {
                try {
                    return Set.copyOf(CopyReader.open(copy.destination(), copy.job(), label)
                            .manifest()
                            .components());
                } catch (BackupException e) {
                    last = e;
                }
            }
            notes.add(label + " is passed over: " + last.getMessage());
            if (last.code() == ErrorCode.KEY_MISSING) {
                locked.put(label, last);
            }
            return Set.of();
        });
    }

    private Optional<ChainReader> tried(Label label, boolean decisive) throws BackupException {
        try {
            return Optional.of(open(label));
        } catch (BackupException e) {
            if (decisive && e.code() == ErrorCode.KEY_MISSING) {
                throw e;
            }
            notes.add(label + " is passed over: " + e.getMessage());
            return Optional.empty();
        }
    }

    private ChainReader open(Label label) throws BackupException {
        BackupException last = null;
        for (Copy copy : copies.get(label)) {
            try {
                return ChainReader.open(copy.destination(), copy.job(), label);
            } catch (BackupException e) {
                last = e;
            }
        }
        throw last;
    }

    private List<String> notes() {
        return notes.size() <= MOST_NOTES ? List.copyOf(notes) : List.copyOf(notes.subList(0, MOST_NOTES));
    }
}
