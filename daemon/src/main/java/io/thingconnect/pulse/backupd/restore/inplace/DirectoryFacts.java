package io.thingconnect.pulse.backupd.restore.inplace;

import io.thingconnect.pulse.backupd.system.ExtendedAttributes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
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
 * @param xattrs those that an archive carries, access lists as the kernel has them: full name to Base64
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
        if (!ExtendedAttributes.available()) {
            return values;
        }
        try {
            for (String name : ExtendedAttributes.names(directory)) {
                if (isOurs(name)) {
                    ExtendedAttributes.get(directory, name)
                            .ifPresent(value ->
                                    values.put(name, Base64.getEncoder().encodeToString(value)));
                }
            }
        } catch (IOException unused) {
            // A file system that has none.
            return Map.of();
        }
        return values;
    }

    private static boolean isOurs(String name) {
        return name.startsWith("user.") || name.startsWith("system.posix_acl_") || name.equals("security.selinux");
    }

    /** The owner before the mode, because the kernel clears bits when it changes; the time last. */
    void set(Path directory) throws IOException {
        DirectoryFacts now = of(directory);
        if (now.gid != gid) {
            Files.setAttribute(directory, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
        }
        if (now.uid != uid) {
            Files.setAttribute(directory, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        }
        Files.setAttribute(directory, "unix:mode", mode, LinkOption.NOFOLLOW_LINKS);
        // Behind the mode: what an access list grants its group, a change of mode would narrow.
        setXattrs(directory, now);
        Files.getFileAttributeView(directory, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(FileTime.from(Instant.parse(mtime)), null, null);
    }

    private void setXattrs(Path directory, DirectoryFacts now) throws IOException {
        for (String name : now.xattrs.keySet()) {
            if (!xattrs.containsKey(name)) {
                ExtendedAttributes.remove(directory, name);
            }
        }
        for (Map.Entry<String, String> each : xattrs.entrySet()) {
            if (!each.getValue().equals(now.xattrs.get(each.getKey()))) {
                ExtendedAttributes.set(
                        directory, each.getKey(), Base64.getDecoder().decode(each.getValue()));
            }
        }
    }
}
