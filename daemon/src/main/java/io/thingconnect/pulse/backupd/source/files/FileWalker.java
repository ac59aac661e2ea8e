package io.thingconnect.pulse.backupd.source.files;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.Accounts;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Walks the configured trees in a stable order (by name, parents first), never following a symlink. Left out: what the
 * exclude globs match, sockets, pipes and devices, the given directories (destinations, spool, our own state), what
 * restores in place keep in a tree ({@code .pre-restore-*}), the given files (secrets), and every database with its {@code -wal}, {@code -shm} and {@code -journal}. The parent directories of
 * a tree are entries too ({@code etc}, {@code var/lib}), so that an empty root can be restored with the right modes.
 */
public final class FileWalker {
    private static final List<String> DATABASE_SUFFIXES = List.of(".db", ".sqlite", ".sqlite3");

    private final Path root;
    private final List<String> excludeGlobs;

    /**
     * @param root what member names are relative to; {@code /} on a real box
     * @param excludeGlobs as in {@code application.exclude}: a pattern with a slash is relative to the tree, one without
     *     matches any name; what matches is left out with all below it, and {@code cache/**} takes {@code cache} along
     */
    public FileWalker(Path root, List<String> excludeGlobs) {
        this.root = root.toAbsolutePath().normalize();
        this.excludeGlobs = List.copyOf(excludeGlobs);
    }

    /**
     * Files whose name says database ({@code *.db}, {@code *.sqlite}, {@code *.sqlite3}, in capitals too) in the trees.
     * Nothing is opened, not even for attributes; what cannot be read is left to {@link #walk} to warn of.
     */
    public List<FoundEntry> findDatabases(List<SourceTree> trees, Omit omit, Work work) throws BackupException {
        return new Walk(scope(omit, false), work, warning -> {})
                .over(trees).stream().filter(FileWalker::saysDatabase).toList();
    }

    /** All entries, without attributes or access lists, in archive order; nothing is opened. What cannot be read is not met. */
    List<FoundEntry> look(List<SourceTree> trees, Omit omit, Work work) throws BackupException {
        return new Walk(scope(omit, false), work, warning -> {}).over(trees);
    }

    private static boolean saysDatabase(FoundEntry found) {
        String path = found.entry().path().toLowerCase(Locale.ROOT);
        return found.entry().type() == EntryType.FILE
                && DATABASE_SUFFIXES.stream().anyMatch(path::endsWith);
    }

    /**
     * All entries, in archive order: a hard link after its file. A configured tree that does not exist is a warning; so is
     * what vanishes meanwhile, cannot be read, or has a name that is not valid in the system's character set. Set-uid and
     * set-gid bits of files are dropped, with a warning.
     *
     * @throws BackupException {@code CANCELLED}; {@code CONFIG_INVALID} for a malformed pattern or a tree outside the root
     */
    public List<FoundEntry> walk(List<SourceTree> trees, Omit omit, Work work, Consumer<String> warnings)
            throws BackupException {
        return new Walk(scope(omit, true), work, warnings).over(trees);
    }

    private Walk.Scope scope(Omit omit, boolean attributes) throws BackupException {
        Excludes excludes = Excludes.of(excludeGlobs, root.getFileSystem());
        return new Walk.Scope(root, excludes, new Omitted(omit), attributes);
    }

    /**
     * The entry of one single file, for example a database's main file; lstat only, nothing is opened.
     *
     * @throws BackupException {@code SOURCE_MISSING}; {@code SOURCE_UNREADABLE}, also where it is no regular file
     */
    public FoundEntry stat(SourceTree tree) throws BackupException {
        Path file = tree.path().toAbsolutePath().normalize();
        try {
            FileFacts facts = FileFacts.of(file);
            if (!facts.isFile()) {
                throw unreadable(file, "it is not a regular file", null);
            }
            return new FoundEntry(entry(tree.component(), file, facts), file, facts.fileKey(), facts.stamp());
        } catch (NoSuchFileException e) {
            throw new BackupException(
                    ErrorCode.SOURCE_MISSING,
                    Names.quoted(file) + " does not exist",
                    "Check the path in backup.yaml, and whether the application has been set up.",
                    e);
        } catch (IOException e) {
            throw unreadable(file, Names.reason(e), e);
        }
    }

    private Entry entry(Component component, Path file, FileFacts facts) throws IOException {
        Xattrs beside = Xattrs.of(file, new Accounts());
        return new Entry(
                root.relativize(file).toString(),
                EntryType.FILE,
                component,
                facts.size(),
                facts.mode() & 01777,
                new OwnerNames().of(file, facts),
                facts.mtime(),
                null,
                null,
                beside.xattrs(),
                beside.acl());
    }

    private static BackupException unreadable(Path file, String why, IOException cause) {
        return new BackupException(
                ErrorCode.SOURCE_UNREADABLE,
                Names.quoted(file) + " cannot be read: " + why,
                "Check the path in backup.yaml and the permissions of the file.",
                cause);
    }

    /**
     * What never goes into an archive.
     *
     * @param directories absolute; neither they nor anything below, also when reached under another name
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
