package io.thingconnect.pulse.backupd.backupset;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;

/**
 * One path of the protected tree, as the manifest lists it and as the archive carries it.
 *
 * @param path relative to the root, no leading or trailing slash, for example {@code etc/thingconnect-pulse/config.yaml}
 * @param component which part of the installation it belongs to
 * @param size bytes of content; 0 for anything but a file
 * @param mode the lower twelve permission bits
 * @param mtime last modification, to the nanosecond where the file system has it
 * @param sha256 of the content; null for anything but a file, and in headers before the content was read
 * @param linkTarget of a symlink as it stands, of a hard link the path of its first name; null otherwise
 * @param xattrs {@code user.*} attributes and {@code security.selinux}, name to Base64 of the value; empty where there are none
 * @param acl POSIX access list as {@code system.AccessList} writes it, or null where the mode says it all
 */
public record Entry(
        String path,
        EntryType type,
        Component component,
        long size,
        int mode,
        Owner owner,
        Instant mtime,
        Sha256 sha256,
        String linkTarget,
        Map<String, String> xattrs,
        String acl) {

    public Entry {
        requireNonNull(path, "path is null");
        requireNonNull(type, "type is null");
        requireNonNull(component, "component is null");
        requireNonNull(owner, "owner is null");
        requireNonNull(mtime, "mtime is null");
        if (path.isEmpty() || path.startsWith("/") || path.endsWith("/")) {
            throw new IllegalArgumentException("not a relative path: '" + path + "'");
        }
        if (size < 0 || (mode & ~07777) != 0) {
            throw new IllegalArgumentException("size or mode out of range: " + path);
        }
        xattrs = Map.copyOf(xattrs);
    }

    /** A member that belongs to this file and looks like it, under another name. */
    public Entry beside(String otherPath, long bytes) {
        return new Entry(otherPath, type, component, bytes, mode, owner, mtime, null, null, Map.of(), null);
    }

    /**
     * An empty {@code -wal} behind this database: extracted over an old installation, it takes the place of a stale one,
     * which SQLite would apply without a word.
     */
    public Entry guard() {
        return beside(path + DatabaseState.GUARD, 0);
    }

    /** The same entry with what only the read could tell. */
    public Entry withContent(long bytes, Sha256 content) {
        return new Entry(path, type, component, bytes, mode, owner, mtime, content, linkTarget, xattrs, acl);
    }
}
