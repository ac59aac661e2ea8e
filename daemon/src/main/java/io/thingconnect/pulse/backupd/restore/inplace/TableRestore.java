package io.thingconnect.pulse.backupd.restore.inplace;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.restore.tables.TableMerge;
import io.thingconnect.pulse.backupd.restore.tables.Tables;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.DatabaseCheck;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Some tables instead of a whole database: the one of the backup lies ready in staging; once the application has stopped
 * the live one is copied beside it, the tables are merged there, and the copy takes the place in staging from which the
 * swap brings it in. The live files are read and never opened by SQLite for writing.
 */
final class TableRestore {
    private final ProtectedTrees trees;
    private final Set<Tables> tables;
    private final String name;
    private JoinedCopy copied;

    private TableRestore(ProtectedTrees trees, Set<Tables> tables, String name) {
        this.trees = trees;
        this.tables = tables;
        this.name = name;
    }

    /** @throws BackupException {@code PATH_NOT_FOUND} where one of the two databases is missing */
    static TableRestore of(Origin origin, ProtectedTrees trees, Set<Tables> tables) throws BackupException {
        String name = trees.databases().stream()
                .map(trees::name)
                .filter(origin.databases()::containsKey)
                .findFirst()
                .orElseThrow(() -> new BackupException(
                        ErrorCode.PATH_NOT_FOUND,
                        origin.name() + " does not hold the database that backup.yaml names",
                        "Name a backup that holds it: pulsectl list"));
        TableRestore restore = new TableRestore(trees, tables, name);
        if (!Files.isRegularFile(restore.live(), java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            throw new BackupException(
                    ErrorCode.PATH_NOT_FOUND,
                    "there is no database at " + restore.live() + " that tables could be merged into",
                    "Restore the whole database: --only database");
        }
        return restore;
    }

    /** Of the database, as the backup lists it. */
    String name() {
        return name;
    }

    private Path live() {
        return trees.at(name);
    }

    Selection selection() {
        return new Selection(EnumSet.of(Component.DATABASE), List.of(name));
    }

    /** What the copy of the live database takes, with its WAL, which is moved into it. */
    long neededBytes() throws IOException {
        return JoinedCopy.size(live()) + 2 * JoinedCopy.size(JoinedCopy.side(live(), "-wal"));
    }

    /** While the services still run: what could not be merged later does not stop them. */
    void requireFits(Places.Place place) throws BackupException {
        TableMerge.requireSameTables(live(), place.staged(name), tables);
    }

    /**
     * With the services stopped.
     *
     * @return what came of it, a clause each
     */
    List<String> merge(Places.Place place, FileSteps steps, Work work) throws IOException, BackupException {
        Path directory = place.stagingPath().resolve("merge");
        Path backup = directory.resolve("backup.db");
        Path merged = directory.resolve("merged.db");
        steps.createDirectories(directory);
        steps.rename(place.staged(name), backup);
        work.phase("copy database", -1);
        steps.announce("copy", live());
        copied = JoinedCopy.of(live(), merged, work);
        work.phase("merge", -1);
        steps.announce("merge", merged);
        List<String> notes = TableMerge.run(merged, backup, tables);
        work.phase("check database", -1);
        steps.announce("check", merged);
        DatabaseCheck.integrity(merged, name);
        lookLikeLive(merged);
        try (FileChannel channel = FileChannel.open(merged, StandardOpenOption.READ)) {
            channel.force(true);
        }
        steps.rename(merged, place.staged(name));
        steps.sync(place.staged(name).getParent());
        return notes;
    }

    /** Owner and mode are those of the database that is there, whatever the backup says. */
    private void lookLikeLive(Path merged) throws IOException {
        DirectoryFacts is = DirectoryFacts.of(live());
        String now = DirectoryFacts.of(merged).mtime();
        new DirectoryFacts(is.mode(), is.uid(), is.gid(), now, is.xattrs()).set(merged);
    }

    /** Right before the swap. */
    void requireUnchanged() throws IOException, BackupException {
        copied.requireUnchanged();
    }
}
