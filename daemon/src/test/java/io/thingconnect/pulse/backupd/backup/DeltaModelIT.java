package io.thingconnect.pulse.backupd.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backup.World.Made;
import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random changes of a tree and a database, each followed by a delta: after every one the chain put together by stock tools
 * is the live tree. {@link World#delta} holds each delta against its parent and its archive.
 */
final class DeltaModelIT {
    private static final String DB = "var/lib/app/pulse.db";
    private static final int STEPS = 130;

    private static final List<String> NAMES = List.of(
            "a",
            "b",
            "-rf",
            "new\nline",
            "\u00fcber",
            "with space",
            "'q\"",
            "*",
            "tab\t",
            "\ud83d\ude00",
            "x.db",
            "c-wal");

    @TempDir
    Path dir;

    private final Map<Deed, Integer> done = new EnumMap<>(Deed.class);
    private World world;
    private Random random;
    private Path top;

    private enum Deed {
        NOTHING,
        WRITE,
        REWRITE,
        MAKE_DIRECTORY,
        SYMLINK,
        HARD_LINK,
        DELETE,
        RENAME,
        CHMOD,
        CHOWN,
        TOUCH,
        ROWS,
        SIDE_DATABASE
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20261123, 4711})
    void afterEachChange_theChainByHandIsTheLiveTree(long seed) throws Exception {
        ByHand.assumePossible();
        random = new Random(seed);
        world = new World(dir)
                .database(DB)
                .tree(Component.STATE, "var/lib/app")
                .tree(Component.CONFIGURATION, "etc/app");
        top = Files.createDirectories(world.root.resolve("etc/app"));
        Files.createDirectories(world.root.resolve("var/lib/app"));
        world.sql(DB, "PRAGMA journal_mode=WAL", "CREATE TABLE t(x)");
        for (int i = 0; i < 40; i++) {
            change();
        }
        ByHand hand = new ByHand(dir);
        Made made = world.full();
        hand.apply(made);
        int unchanged = 0;
        int fulls = 0;
        for (int step = 0; step < STEPS; step++) {
            String what = "step " + step + ":";
            for (int n = random.nextInt(4); n >= 0; n--) {
                what += " " + change();
            }
            Optional<Made> delta = world.tryDelta(made);
            if (delta.isPresent()) {
                made = delta.get();
            } else {
                // A database that went and came again within one step.
                fulls++;
                made = world.full();
                DurableFiles.deleteTree(hand.target());
                hand = new ByHand(dir);
            }
            hand.apply(made);
            assertSame(made, hand, what);
            unchanged += made.manifest().difference().unchanged().size();
        }
        assertEquals(Deed.values().length, done.size(), done.toString());
        assertTrue(fulls < STEPS / 10, fulls + " fulls");
        assertTrue(unchanged > STEPS, "hardly anything was ever left out: " + unchanged);
    }

    private void assertSame(Made made, ByHand hand, String what) throws IOException {
        List<String> databases =
                made.manifest().databases().stream().map(state -> state.path()).toList();
        Map<String, String> live = ByHand.tree(world.root, databases);
        Map<String, String> rebuilt = ByHand.tree(hand.target(), databases);
        // A database that is gone leaves its empty guard behind, which harms nobody.
        rebuilt.entrySet().removeIf(each -> each.getKey().endsWith(".db-wal") && !live.containsKey(each.getKey()));
        assertEquals(lines(live), lines(rebuilt), what);
        List<String> listed = made.manifest().entries().stream()
                .map(Entry::path)
                .filter(path -> !databases.contains(path))
                .sorted()
                .toList();
        assertEquals(live.keySet().stream().sorted().toList(), listed, what);
    }

    private static String lines(Map<String, String> tree) {
        StringBuilder lines = new StringBuilder();
        tree.forEach(
                (path, facts) -> lines.append(path).append(": ").append(facts).append('\n'));
        return lines.toString();
    }

    private String change() throws Exception {
        Deed deed = Deed.values()[random.nextInt(Deed.values().length)];
        done.merge(deed, 1, Integer::sum);
        Path path = some();
        boolean there = Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        boolean file = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
        boolean link = Files.isSymbolicLink(path);
        switch (deed) {
            case NOTHING -> {}
            case WRITE -> {
                if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    Files.deleteIfExists(path);
                    write(path, random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(3000));
                }
            }
            case REWRITE -> {
                if (file) {
                    FileTime time = Files.getLastModifiedTime(path);
                    write(path, (int) Files.size(path));
                    Files.setLastModifiedTime(path, time);
                }
            }
            case MAKE_DIRECTORY -> {
                if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    Files.deleteIfExists(path);
                    Files.createDirectory(path);
                }
            }
            case SYMLINK -> {
                DurableFiles.deleteTree(path);
                Files.createSymbolicLink(path, Path.of(NAMES.get(random.nextInt(NAMES.size()))));
            }
            case HARD_LINK -> hardLink(path);
            case DELETE -> DurableFiles.deleteTree(path);
            case RENAME -> {
                Path to = some();
                if (there && !to.startsWith(path) && !path.startsWith(to)) {
                    DurableFiles.deleteTree(to);
                    Files.move(path, to);
                }
            }
            case CHMOD -> {
                if (there && !link) {
                    Files.setPosixFilePermissions(path, permissions());
                }
            }
            case CHOWN -> {
                if (there && (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0) {
                    Files.setAttribute(path, "unix:gid", 4000 + random.nextInt(3), LinkOption.NOFOLLOW_LINKS);
                }
            }
            case TOUCH -> {
                if (there && !link) {
                    Files.setLastModifiedTime(path, FileTime.fromMillis(1_700_000_000_000L + random.nextInt(99)));
                }
            }
            case ROWS -> rows();
            case SIDE_DATABASE -> sideDatabase();
        }
        return deed + " " + world.root.relativize(path);
    }

    /** A name at any depth, taken or not. */
    private Path some() throws IOException {
        List<Path> directories = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(top)) {
            paths.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .filter(path -> top.relativize(path).getNameCount() < 4)
                    .sorted()
                    .forEach(directories::add);
        }
        return directories.get(random.nextInt(directories.size())).resolve(NAMES.get(random.nextInt(NAMES.size())));
    }

    private void write(Path path, int size) throws IOException {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        Files.write(path, bytes);
    }

    private void hardLink(Path path) throws IOException {
        Path to = some();
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && !to.equals(path)) {
            DurableFiles.deleteTree(to);
            if (Files.exists(path)) {
                Files.createLink(to, path);
            }
        }
    }

    private Set<PosixFilePermission> permissions() {
        return PosixFilePermissions.fromString(
                List.of("rwxr-xr-x", "rw-r-----", "rwx------", "r-xr-xr-x").get(random.nextInt(4)));
    }

    private void rows() throws Exception {
        switch (random.nextInt(4)) {
            case 0 -> world.sql(DB, "INSERT INTO t VALUES (randomblob(" + random.nextInt(50_000) + "))");
            case 1 -> world.sql(DB, "DELETE FROM t WHERE rowid % 2 = 0");
            case 2 -> world.sql(DB, "VACUUM");
            default -> world.sql(DB, "UPDATE t SET x = randomblob(length(x)) WHERE rowid % 3 = 0");
        }
    }

    /** A second one comes, changes and goes; sometimes what comes has the name and is none. */
    private void sideDatabase() throws Exception {
        String name = "var/lib/app/side.db";
        Path file = world.root.resolve(name);
        boolean isDatabase = Files.exists(file) && Files.size(file) > 4096;
        if (isDatabase && random.nextBoolean()) {
            world.sql(name, "INSERT INTO s VALUES (randomblob(2000))");
        } else if (Files.exists(file)) {
            Files.delete(file);
        } else if (random.nextBoolean()) {
            world.sql(name, "CREATE TABLE s(x)");
        } else {
            Files.writeString(file, "no database\n");
        }
    }
}
