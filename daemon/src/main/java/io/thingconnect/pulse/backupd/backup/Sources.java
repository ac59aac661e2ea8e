package io.thingconnect.pulse.backupd.backup;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.source.files.FileWalker;
import io.thingconnect.pulse.backupd.source.files.FoundEntry;
import io.thingconnect.pulse.backupd.source.files.SourceTree;
import io.thingconnect.pulse.backupd.source.sqlite.LiveDatabases;
import io.thingconnect.pulse.backupd.system.Work;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What one backup takes in: which databases, which trees, and what was found and noted on the way. */
final class Sources {
    private final Application application;
    private final Order order;
    private final FileWalker walker;
    private final Set<Path> databases = new HashSet<>();
    private final List<Path> found = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    Sources(LiveDatabases live, Application application, Order order, Work work) throws BackupException {
        this.application = application;
        this.order = order;
        this.walker = new FileWalker(application.root(), application.exclude());
        databases.addAll(application.databases());
        work.phase("look", -1);
        // In every tree, also of components that are left out: a database of one may lie in the tree of another.
        for (FoundEntry entry : walker.findDatabases(application.trees(), omit(), work)) {
            if (databases.contains(entry.file())) {
                continue;
            }
            if (live.isDatabase(entry.file())) {
                databases.add(entry.file());
                found.add(entry.file());
            } else if (takesDatabases()) {
                warn("'" + entry.entry().path()
                        + "' is named like a database, but SQLite cannot read it: stored as a file");
            }
        }
    }

    /** The databases to capture: the configured ones, and those met in the trees of this backup's components. */
    List<Path> databases() {
        List<Path> all = new ArrayList<>();
        if (takesDatabases()) {
            all.addAll(application.databases());
            found.stream()
                    .filter(path -> trees().stream().anyMatch(tree -> path.startsWith(tree.path())))
                    .forEach(all::add);
        }
        return all;
    }

    List<SourceTree> trees() {
        return application.trees().stream()
                .filter(tree -> order.components().contains(tree.component()))
                .toList();
    }

    FoundEntry stat(Path database) throws BackupException {
        return walker.stat(new SourceTree(Component.DATABASE, database));
    }

    List<FoundEntry> walk(Work work) throws BackupException {
        // The parents of a database outside every tree are needed too, or an empty root gets them with a guessed mode.
        return walker.walk(trees(), omit(), work, this::warn);
    }

    private FileWalker.Omit omit() {
        return new FileWalker.Omit(application.omitDirectories(), application.secrets(), databases);
    }

    private boolean takesDatabases() {
        return order.components().contains(Component.DATABASE);
    }

    void add(Entry entry) {
        entries.add(entry);
    }

    void warn(String warning) {
        warnings.add(warning);
    }

    List<Entry> entries() {
        return entries;
    }

    List<String> warnings() {
        return warnings;
    }

    /** The secrets that lie in this backup's trees, as paths relative to the root: to be brought from elsewhere. */
    List<String> secretsLeftOut() {
        return application.secrets().stream()
                .filter(path -> Files.exists(path) && trees().stream().anyMatch(tree -> path.startsWith(tree.path())))
                .map(path -> application.root().relativize(path).toString())
                .sorted()
                .toList();
    }
}
