package io.thingconnect.pulse.backupd.archive;

import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Builds a tree below one directory out of checked members; nothing is followed, nothing outside is touched. Links come
 * last; modes, owners (where we may), times and xattrs of directories come after their contents.
 *
 * <p>Until {@link #finish()} all directories are 0700 and there is no link in the tree, so nobody but us can put one in
 * the way; every parent is nevertheless looked at again before something is created in it. A directory that the archive
 * only implies stays 0700.
 */
public final class Extraction {
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path target;
    private final Attributes attributes;
    private final Set<String> files = new HashSet<>();
    /** Made by us; null where only implied. Sorted, a parent before what it holds. */
    private final TreeMap<String, ArchiveMember> directories = new TreeMap<>();

    private final List<ArchiveMember> links = new ArrayList<>();
    private boolean targetChecked;

    /**
     * @param target an existing, empty directory; checked at the first member
     * @param owners whether to set owners (by name, then by id), which needs root
     */
    public Extraction(Path target, boolean owners) {
        this.target = target.toAbsolutePath();
        this.attributes = new Attributes(owners);
    }

    /**
     * A file to be written and closed by the caller before the next member. Closing sets its attributes and forces it to
     * disk; it throws where the content was shorter than the member announced.
     *
     * @throws IOException also where something stands at the path already
     * @throws BackupException {@code TARGET_NOT_EMPTY}; {@code ARCHIVE_UNSAFE} where a parent is not ours
     */
    public OutputStream file(ArchiveMember member) throws IOException, BackupException {
        Path file = place(member.path());
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                PRIVATE_FILE);
        files.add(member.path());
        return new ExtractedFile(channel, file, member, attributes);
    }

    /**
     * Takes in a file that was written and proven elsewhere on the same file system; it is forced to disk and moved.
     *
     * @throws IOException also where something stands at the path already
     * @throws BackupException as {@link #file}
     */
    public void adopt(Path content, ArchiveMember member) throws IOException, BackupException {
        Path file = place(member.path());
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        try (FileChannel channel = FileChannel.open(content, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            attributes.of(content, member);
            channel.force(true);
        }
        Files.move(content, file, StandardCopyOption.ATOMIC_MOVE);
        files.add(member.path());
    }

    /**
     * Anything but a file. A hard link needs its file to have been extracted before.
     *
     * @throws BackupException as {@link #file}; {@code PATH_NOT_FOUND} for a hard link to what was not extracted
     */
    public void add(ArchiveMember member) throws IOException, BackupException {
        if (member.type() == EntryType.DIRECTORY) {
            if (!directories.containsKey(member.path())) {
                Files.createDirectory(place(member.path()), PRIVATE_DIRECTORY);
            }
            directories.put(member.path(), member);
            return;
        }
        if (member.type() == EntryType.FILE) {
            throw new IllegalArgumentException("a file is written through file(): " + member.path());
        }
        if (member.type() == EntryType.HARDLINK && !files.contains(member.linkTarget())) {
            throw new BackupException(
                    ErrorCode.PATH_NOT_FOUND,
                    "cannot make '" + member.path() + "': it is a hard link to '" + member.linkTarget()
                            + "', which was not extracted",
                    "Extract both paths together.");
        }
        place(member.path());
        links.add(member);
    }

    /** Where the member goes, its parents made and looked at. */
    private Path place(String path) throws IOException, BackupException {
        MemberRules.checkPath(path);
        checkTarget();
        try {
            return placeBelow(path);
        } catch (InvalidPathException e) {
            throw new IOException("this system's character set has no name for '" + path + "'", e);
        }
    }

    private Path placeBelow(String path) throws IOException, BackupException {
        Path parent = target;
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            String name = path.substring(0, slash);
            parent = target.resolve(name);
            if (!directories.containsKey(name)) {
                Files.createDirectory(parent, PRIVATE_DIRECTORY);
                directories.put(name, null);
            }
        }
        if (!Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)) {
            throw MemberRules.unsafe(path, "a parent that is not a directory of this extraction");
        }
        return target.resolve(path);
    }

    private void checkTarget() throws IOException, BackupException {
        if (targetChecked) {
            return;
        }
        try (Stream<Path> children = Files.list(target)) {
            if (children.findAny().isPresent()) {
                throw new BackupException(
                        ErrorCode.TARGET_NOT_EMPTY,
                        "the directory '" + target + "' is not empty",
                        "Name an empty directory, or a new one.");
            }
        }
        targetChecked = true;
    }

    /**
     * Makes the links, then sets what directories were waiting for, and forces everything to disk. A slash at the end of a
     * symlink's target does not survive: the platform's paths have none.
     */
    public void finish() throws IOException, BackupException {
        for (ArchiveMember link : links) {
            makeLink(place(link.path()), link);
        }
        // Deepest first: a directory's time is set once nothing in it changes any more, and its mode, which may shut us
        // out, once we no longer need to go through it.
        for (Map.Entry<String, ArchiveMember> directory :
                directories.descendingMap().entrySet()) {
            force(target.resolve(directory.getKey()), directory.getValue());
        }
        force(target, null);
    }

    private void makeLink(Path path, ArchiveMember link) throws IOException {
        if (link.type() == EntryType.HARDLINK) {
            Files.createLink(path, target.resolve(link.linkTarget()));
            return;
        }
        try {
            Files.createSymbolicLink(path, Path.of(link.linkTarget()));
        } catch (InvalidPathException e) {
            throw new IOException("this system's character set has no name for the target of '" + link.path() + "'", e);
        }
        attributes.ofSymlink(path, link);
    }

    private void force(Path directory, ArchiveMember member) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            if (member != null) {
                attributes.of(directory, member);
            }
            channel.force(true);
        }
    }
}
