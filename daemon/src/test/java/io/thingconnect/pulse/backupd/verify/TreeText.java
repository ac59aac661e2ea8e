package io.thingconnect.pulse.backupd.verify;

import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A tree as one line a path: type, mode, owner, time, content, target, attributes, and which names are one file. */
public final class TreeText {
    /** Only root can restore owners. */
    public static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    private TreeText() {}

    /** What a restore of that backup must yield. */
    public static Map<String, String> of(Manifest manifest, boolean xattrs) {
        Map<String, Entry> entries = new HashMap<>();
        manifest.entries().forEach(entry -> entries.put(entry.path(), entry));
        Map<String, String> lines = new TreeMap<>();
        for (Entry entry : manifest.entries()) {
            boolean link = entry.type() == EntryType.HARDLINK;
            Entry file = link ? entries.get(entry.linkTarget()) : entry;
            Sha256 hash = file.sha256();
            lines.put(entry.path(), line(file, hash, xattrs) + (link ? " = " + entry.linkTarget() : ""));
        }
        for (DatabaseState state : manifest.databases()) {
            Entry database = entries.get(state.path());
            lines.put(state.path() + "-wal", line(database, Sha256.of(new byte[0]), false) + " {}");
        }
        if (xattrs) {
            return lines;
        }
        lines.replaceAll((path, line) -> line.replace(" {}", ""));
        return lines;
    }

    private static String line(Entry entry, Sha256 hash, boolean xattrs) {
        boolean symlink = entry.type() == EntryType.SYMLINK;
        return entry.type().word()
                + (symlink ? "" : " " + Integer.toOctalString(entry.mode()))
                + (ROOT ? " " + entry.owner().uid() + ":" + entry.owner().gid() : "")
                + " " + time(entry.mtime(), symlink)
                + (hash == null ? "" : " " + hash)
                + (symlink ? " -> " + entry.linkTarget() : "")
                + (xattrs && !symlink ? " " + new TreeMap<>(entry.xattrs()) : "");
    }

    /** The platform sets a symlink's time to the microsecond. */
    private static Instant time(Instant mtime, boolean symlink) {
        return symlink ? mtime.truncatedTo(ChronoUnit.MICROS) : mtime;
    }

    /** What stands below a directory; of several names of one file the first counts as the file. */
    public static Map<String, String> read(Path root, boolean xattrs) throws IOException {
        Map<String, String> lines = new TreeMap<>();
        Map<Object, String> files = new HashMap<>();
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(root)) {
            paths = walk.filter(path -> !path.equals(root)).sorted().toList();
        }
        for (Path path : paths) {
            String name = root.relativize(path).toString();
            Map<String, Object> is = Files.readAttributes(path, "unix:*", LinkOption.NOFOLLOW_LINKS);
            boolean symlink = Files.isSymbolicLink(path);
            boolean file = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
            String first = file ? files.putIfAbsent(is.get("ino"), name) : null;
            String type = symlink ? "symlink" : file ? "file" : "directory";
            lines.put(
                    name,
                    type
                            + (symlink ? "" : " " + Integer.toOctalString((int) is.get("mode") & 07777))
                            + (ROOT ? " " + is.get("uid") + ":" + is.get("gid") : "")
                            + " " + time(((FileTime) is.get("lastModifiedTime")).toInstant(), symlink)
                            + (file ? " " + Sha256.of(Files.readAllBytes(path)) : "")
                            + (symlink ? " -> " + Files.readSymbolicLink(path) : "")
                            + (xattrs && !symlink ? " " + xattrs(path) : "")
                            + (first == null ? "" : " = " + first));
        }
        return lines;
    }

    private static Map<String, String> xattrs(Path path) throws IOException {
        UserDefinedFileAttributeView view = Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
        Map<String, String> values = new TreeMap<>();
        for (String name : view.list()) {
            ByteBuffer value = ByteBuffer.allocate(view.size(name));
            view.read(name, value);
            values.put("user." + name, Base64.getEncoder().encodeToString(value.array()));
        }
        return values;
    }

    /** Whether the file system there takes extended attributes of users. */
    public static boolean takesXattrs(Path directory) throws IOException {
        Path probe = Files.createTempFile(directory, "probe", "");
        try {
            Files.getFileAttributeView(probe, UserDefinedFileAttributeView.class)
                    .write("probe", ByteBuffer.wrap(new byte[] {1}));
            return true;
        } catch (IOException e) {
            return false;
        } finally {
            Files.delete(probe);
        }
    }
}
