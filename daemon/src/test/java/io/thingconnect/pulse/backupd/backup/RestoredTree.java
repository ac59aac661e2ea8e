package io.thingconnect.pulse.backupd.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A tree held against a manifest: paths, types, contents, hard links, modes, times of files and, as root, owners. */
final class RestoredTree {
    private static final boolean ROOTED = "root".equals(System.getProperty("user.name"));

    private RestoredTree() {}

    /** @param besides a directory at the top that is not looked at, or "" */
    static void assertHolds(Manifest manifest, Path tree, String besides) throws IOException {
        Map<String, String> expected = new TreeMap<>();
        Map<String, Entry> byPath = new TreeMap<>();
        manifest.entries().forEach(entry -> byPath.put(entry.path(), entry));
        for (Entry entry : manifest.entries()) {
            Entry file = entry.type() == EntryType.HARDLINK ? byPath.get(entry.linkTarget()) : entry;
            long names = 1
                    + manifest.entries().stream()
                            .filter(each -> each.type() == EntryType.HARDLINK
                                    && each.linkTarget().equals(file.path()))
                            .count();
            expected.put(entry.path(), facts(file, names));
            if (entry.type() == EntryType.HARDLINK) {
                assertEquals(
                        true,
                        Files.isSameFile(tree.resolve(entry.path()), tree.resolve(entry.linkTarget())),
                        entry.path());
            }
        }
        Map<String, String> present = present(tree, besides);
        Map<String, String> missing = new TreeMap<>(expected);
        missing.entrySet().removeAll(present.entrySet());
        present.entrySet().removeAll(expected.entrySet());
        assertEquals(missing, present, "what is not as it must be, and what it is");
        for (DatabaseState state : manifest.databases()) {
            assertEquals(state.after(), Sha256.of(Files.readAllBytes(tree.resolve(state.path()))), state.path());
        }
    }

    private static String facts(Entry entry, long names) {
        String owner = ROOTED ? entry.owner().uid() + ":" + entry.owner().gid() + " " : "";
        String mode = Integer.toOctalString(entry.mode()) + " ";
        return owner
                + switch (entry.type()) {
                    case SYMLINK -> "-> " + entry.linkTarget();
                    case DIRECTORY -> mode + "directory";
                    case FILE, HARDLINK -> mode + entry.sha256() + " " + names + " " + micros(entry.mtime());
                };
    }

    private static Map<String, String> present(Path tree, String besides) throws IOException {
        Map<String, String> present = new TreeMap<>();
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path path : all.toList()) {
                String name = tree.relativize(path).toString();
                if (!name.isEmpty() && (besides.isEmpty() || !path.startsWith(tree.resolve(besides)))) {
                    present.put(name, facts(path));
                }
            }
        }
        return present;
    }

    private static String facts(Path path) throws IOException {
        Map<String, Object> is =
                Files.readAttributes(path, "unix:uid,gid,mode,nlink,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
        String owner = ROOTED ? is.get("uid") + ":" + is.get("gid") + " " : "";
        String mode = Integer.toOctalString((Integer) is.get("mode") & 07777) + " ";
        if (Files.isSymbolicLink(path)) {
            return owner + "-> " + Files.readSymbolicLink(path);
        }
        if (Files.isDirectory(path)) {
            return owner + mode + "directory";
        }
        return owner + mode + Sha256.of(Files.readAllBytes(path)) + " " + is.get("nlink") + " "
                + micros(((FileTime) is.get("lastModifiedTime")).toInstant());
    }

    /** Archives keep times to a tenth of a microsecond. */
    private static Instant micros(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS);
    }
}
