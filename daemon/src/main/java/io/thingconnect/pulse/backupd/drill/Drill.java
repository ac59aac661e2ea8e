package io.thingconnect.pulse.backupd.drill;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.ChainProof;
import io.thingconnect.pulse.backupd.verify.ChainReader;
import io.thingconnect.pulse.backupd.verify.DatabaseCheck;
import io.thingconnect.pulse.backupd.verify.ScratchPlace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Restores a backup for practice and looks whether it is what an operator would need: the chain is opened and read from the
 * destination, every archive proven, the databases checked by SQLite and asked, the configuration parsed. What was restored
 * is removed again, whatever was found.
 */
public final class Drill {
    private final ScratchPlace scratch;
    private final LongSupplier nanos;

    /**
     * @param scratch directory for what is restored; the room needed is checked first
     * @param nanos of a clock that only goes forward
     */
    public Drill(Path scratch, LongSupplier nanos) {
        this.scratch = new ScratchPlace(scratch);
        this.nanos = requireNonNull(nanos, "nanos is null");
    }

    /** @throws BackupException {@code CANCELLED} only; what else goes wrong is a finding */
    public Findings run(DrillOrder order, Work work) throws BackupException {
        Course course = new Course(nanos);
        try {
            carryOut(order, course, work);
            return course.over();
        } catch (BackupException e) {
            if (e.code() == ErrorCode.CANCELLED) {
                throw e;
            }
            return course.brokenOff(e);
        } catch (IOException e) {
            return course.brokenOff(scratch.unusable(e));
        }
    }

    private void carryOut(DrillOrder order, Course course, Work work) throws IOException, BackupException {
        course.phase("open");
        work.check();
        ChainReader chain = ChainReader.open(order.destination(), order.job(), order.label());
        Path directory = scratch.make(
                "drill-",
                chain,
                "a drill with",
                "Free space there, or name a larger directory: spool: path in backup.yaml.");
        try {
            ScratchTree tree = new ScratchTree(directory, chain.manifest());
            course.phase("restore");
            course.read(new ChainProof(chain, tree.unpacking(order.scope()), scratch.directory(), work).run());
            int archives = chain.chain().manifests().size();
            course.check("the chain is whole", true, archives + (archives == 1 ? " archive" : " archives") + " read");
            checkDatabases(chain.manifest(), tree, course, work);
            ask(order, chain.manifest(), tree, course, work);
            if (order.scope() == Scope.BOX) {
                course.phase("files");
                course.check("file hashes", true, tree.requireHashes(work) + " files read again");
                ConfigurationFiles.check(tree.root(), chain.manifest(), course);
            }
        } finally {
            DurableFiles.deleteTree(directory);
        }
    }

    private static void checkDatabases(Manifest manifest, ScratchTree tree, Course course, Work work)
            throws BackupException {
        course.phase("database");
        work.phase("check database", -1);
        for (DatabaseState database : manifest.databases()) {
            work.check();
            DatabaseCheck.run(tree.file(database.path()), database.path());
            course.check("integrity and foreign keys of " + database.path(), true, "ok");
        }
    }

    private static void ask(DrillOrder order, Manifest manifest, ScratchTree tree, Course course, Work work)
            throws BackupException {
        course.phase("assertions");
        work.phase("assertions", -1);
        Optional<DatabaseState> database = application(manifest);
        if (database.isEmpty()) {
            course.check("a database to ask", false, "the backup holds none");
            return;
        }
        new Assertions(order, course, work).hold(tree.file(database.get().path()), manifest.takenAt());
    }

    /** The application's own: only that one records which schema it has. */
    private static Optional<DatabaseState> application(Manifest manifest) {
        return manifest.databases().stream()
                .filter(database -> !database.schemaVersion().isEmpty())
                .findFirst()
                .or(() -> manifest.databases().stream().findFirst());
    }
}
