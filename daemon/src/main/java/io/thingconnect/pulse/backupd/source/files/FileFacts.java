package io.thingconnect.pulse.backupd.source.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;

/**
 * What {@code lstat} says of a path; nothing is opened.
 *
 * @param mode with the type bits
 * @param links names that the inode has
 * @param fileKey device and inode
 */
record FileFacts(
        int mode, int uid, int gid, long size, Instant mtime, Instant ctime, int links, long inode, Object fileKey) {
    /** Named one by one: a star would look up the owner's name for each file. */
    private static final String WANTED = "unix:mode,uid,gid,size,lastModifiedTime,ctime,nlink,ino,fileKey";

    private static final int TYPE_BITS = 0170000;
    private static final int FILE = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int SYMLINK = 0120000;

    /** Of the path itself, a symlink included. */
    static FileFacts of(Path path) throws IOException {
        return from(Files.readAttributes(path, WANTED, LinkOption.NOFOLLOW_LINKS));
    }

    /** Of what the path leads to. */
    static FileFacts ofTarget(Path path) throws IOException {
        return from(Files.readAttributes(path, WANTED));
    }

    private static FileFacts from(Map<String, Object> values) {
        return new FileFacts(
                (Integer) values.get("mode"),
                (Integer) values.get("uid"),
                (Integer) values.get("gid"),
                (Long) values.get("size"),
                ((FileTime) values.get("lastModifiedTime")).toInstant(),
                ((FileTime) values.get("ctime")).toInstant(),
                (Integer) values.get("nlink"),
                (Long) values.get("ino"),
                values.get("fileKey"));
    }

    Stamp stamp() {
        return new Stamp(size, mtime, ctime, inode);
    }

    boolean isFile() {
        return (mode & TYPE_BITS) == FILE;
    }

    boolean isDirectory() {
        return (mode & TYPE_BITS) == DIRECTORY;
    }

    boolean isSymlink() {
        return (mode & TYPE_BITS) == SYMLINK;
    }

    /** Whether the content may differ; reading a file changes none of these. */
    boolean sameContentAs(FileFacts other) {
        return fileKey.equals(other.fileKey)
                && size == other.size
                && mtime.equals(other.mtime)
                && ctime.equals(other.ctime);
    }
}
