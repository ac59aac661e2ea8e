package io.thingconnect.pulse.backupd.restore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a directory is like beside what is in it. A directory that stays where it is, because it is a mount point or holds
 * what must not move, takes these over instead of being replaced.
 *
 * @param mode the lower twelve bits
 * @param mtime RFC 3339
 * @param xattrs {@code user.*} without that prefix, to Base64
 */
record DirectoryFacts(int mode, int uid, int gid, String mtime, Map<String, String> xattrs) {
    DirectoryFacts {
        xattrs = Map.copyOf(xattrs);
    }

    static DirectoryFacts of(Path directory) throws IOException {
        Map<String, Object> is =
                Files.readAttributes(directory, "unix:mode,uid,gid,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
        return new DirectoryFacts(
                (Integer) is.get("mode") & 07777,
                (Integer) is.get("uid"),
                (Integer) is.get("gid"),
                ((FileTime) is.get("lastModifiedTime")).toInstant().toString(),
                xattrs(directory));
    }

    private static Map<String, String> xattrs(Path directory) {
        Map<String, String> values = new TreeMap<>();
        try {
            UserDefinedFileAttributeView view = view(directory);
            for (String name : view.list()) {
                ByteBuffer value = ByteBuffer.allocate(view.size(name));
                view.read(name, value);
                values.put(name, Base64.getEncoder().encodeToString(value.array()));
            }
        } catch (IOException unused) {
            // A file system that has none.
            return Map.of();
        }
        return values;
    }

    private static UserDefinedFileAttributeView view(Path directory) {
        return Files.getFileAttributeView(directory, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** The owner before the mode, because the kernel clears bits when it changes; the time last. */
    void set(Path directory) throws IOException {
        DirectoryFacts now = of(directory);
        setXattrs(directory, now);
        if (now.gid != gid) {
            Files.setAttribute(directory, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
        }
        if (now.uid != uid) {
            Files.setAttribute(directory, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        }
        Files.setAttribute(directory, "unix:mode", mode, LinkOption.NOFOLLOW_LINKS);
        Files.getFileAttributeView(directory, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(FileTime.from(Instant.parse(mtime)), null, null);
    }

    private void setXattrs(Path directory, DirectoryFacts now) throws IOException {
        for (String name : now.xattrs.keySet()) {
            if (!xattrs.containsKey(name)) {
                view(directory).delete(name);
            }
        }
        for (Map.Entry<String, String> each : xattrs.entrySet()) {
            if (!each.getValue().equals(now.xattrs.get(each.getKey()))) {
                view(directory)
                        .write(
                                each.getKey(),
                                ByteBuffer.wrap(Base64.getDecoder().decode(each.getValue())));
            }
        }
    }
}
