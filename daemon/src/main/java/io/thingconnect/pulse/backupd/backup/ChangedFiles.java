package io.thingconnect.pulse.backupd.backup;

import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.source.files.FoundEntry;
import io.thingconnect.pulse.backupd.source.files.TreeIndex;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds what changed in the trees since the parent, and spools the contents. */
final class ChangedFiles {
    private final Sources sources;
    private final Spool spool;
    private final Manifest parent;
    private final TreeIndex index;
    /** Files that were read, as they are in the archive. */
    private final Map<String, Entry> read = new HashMap<>();

    private final Set<String> unsound = new HashSet<>();
    private final List<Entry> carried = new ArrayList<>();

    ChangedFiles(Sources sources, Spool spool, Manifest parent, TreeIndex index) {
        this.sources = sources;
        this.spool = spool;
        this.parent = parent;
        this.index = index;
    }

    /** After the databases were added to the sources; adds the rest. */
    CarryPlan capture(Work work) throws IOException, BackupException {
        List<Entry> databases = List.copyOf(sources.entries());
        CarryPlan plan = new CarryPlan(parent, index, databases, sources.walk(work));
        Set<String> lost = spoolContents(plan, work);
        if (!lost.isEmpty()) {
            // What vanished since the walk is deleted now, which its directory shows, too.
            plan = new CarryPlan(parent, index, databases, without(lost, plan.found()));
        }
        for (FoundEntry each : plan.found()) {
            String path = each.entry().path();
            Entry entry = plan.carries(each) ? read.getOrDefault(path, each.entry()) : plan.unchanged(each);
            if (plan.carries(each)) {
                carried.add(entry);
            }
            sources.addFile(entry, each, !unsound.contains(path));
        }
        return plan;
    }

    private Set<String> spoolContents(CarryPlan plan, Work work) throws IOException, BackupException {
        List<FoundEntry> files = plan.found().stream()
                .filter(each -> each.entry().type() == EntryType.FILE && plan.carries(each))
                .toList();
        long bytes = files.stream().mapToLong(each -> each.entry().size()).sum();
        spool.require(bytes);
        work.phase("files", bytes);
        Set<String> lost = new HashSet<>();
        try (SpooledFiles contents = new SpooledFiles(spool.files())) {
            for (FoundEntry each : files) {
                work.check();
                String path = each.entry().path();
                int warnings = sources.warnings().size();
                Optional<Entry> entry = contents.add(each, sources::warn, work);
                entry.ifPresentOrElse(added -> read.put(path, added), () -> lost.add(path));
                if (sources.warnings().size() > warnings) {
                    unsound.add(path);
                }
            }
        }
        return lost;
    }

    private List<FoundEntry> without(Set<String> lost, List<FoundEntry> found) {
        List<FoundEntry> kept = new ArrayList<>();
        for (FoundEntry each : found) {
            Entry entry = each.entry();
            if (entry.type() == EntryType.HARDLINK && lost.contains(entry.linkTarget())) {
                sources.warn("'" + entry.path() + "' is another name of '" + entry.linkTarget()
                        + "', which could not be stored: left out");
            } else if (!lost.contains(entry.path())) {
                kept.add(each);
            }
        }
        return kept;
    }

    /** In the order of the walk; files with the hash of their content. */
    List<Entry> carried() {
        return carried;
    }
}
