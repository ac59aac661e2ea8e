package io.thingconnect.pulse.backupd.source.files;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Walks the configured trees in a stable order (by name, parents first), never following a symlink. Left out: what the
 * exclude globs match, sockets, pipes and devices, the given directories (destinations, spool, our own state), the given
 * files (secrets), and every database with its {@code -wal}, {@code -shm} and {@code -journal}. The parent directories of
 * a tree are entries too ({@code etc}, {@code var/lib}), so that an empty root can be restored with the right modes.
 */
public final class FileWalker {
    private final Path root;
    private final List<String> excludeGlobs;

    /**
     * @param root what member names are relative to; {@code /} on a real box
     * @param excludeGlobs as in {@code application.exclude}: a pattern with a slash is relative to the tree, one without
     *     matches any name
     */
    public FileWalker(Path root, List<String> excludeGlobs) {
        this.root = root;
        this.excludeGlobs = List.copyOf(excludeGlobs);
    }

    /** Files whose name says database ({@code *.db}, {@code *.sqlite}, {@code *.sqlite3}) in the trees; not opened here. */
    public List<FoundEntry> findDatabases(List<SourceTree> trees, Omit omit, Work work) throws BackupException {
        throw new UnsupportedOperationException(root + " " + excludeGlobs);
    }

    /**
     * All entries, in archive order. A configured tree that does not exist is a warning unless it is the only one of its
     * component and {@code required}; what vanishes or cannot be read meanwhile is a warning.
     */
    public List<FoundEntry> walk(List<SourceTree> trees, Omit omit, Work work, Consumer<String> warnings)
            throws BackupException {
        throw new UnsupportedOperationException();
    }

    /** The entry of one single file, for example a database's main file; lstat only, nothing is opened. */
    public FoundEntry stat(SourceTree tree) throws BackupException {
        throw new UnsupportedOperationException();
    }

    /**
     * What never goes into an archive.
     *
     * @param directories absolute; neither they nor anything below
     * @param files absolute
     * @param databases absolute paths of captured databases: they and their side files, also under another hard link
     */
    public record Omit(Set<Path> directories, Set<Path> files, Set<Path> databases) {
        public Omit {
            directories = Set.copyOf(directories);
            files = Set.copyOf(files);
            databases = Set.copyOf(databases);
        }
    }
}
