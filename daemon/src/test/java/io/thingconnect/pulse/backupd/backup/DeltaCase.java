package io.thingconnect.pulse.backupd.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.thingconnect.pulse.backupd.backup.World.Made;
import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An installation with a full backup, and deltas on it. */
abstract class DeltaCase {
    static final String DB = "var/lib/app/pulse.db";
    /** Where the delta of the database goes, and what is above: carried in every delta. */
    static final Set<String> ABOVE = Set.of("var", "var/lib", "var/lib/app");

    @TempDir
    Path dir;

    World world;
    Path etc;
    Made full;

    @BeforeEach
    void makeWorld() throws Exception {
        world = new World(dir)
                .database(DB)
                .tree(Component.CONFIGURATION, "etc/app")
                .tree(Component.STATE, "var/lib/app");
        etc = Files.createDirectories(world.root.resolve("etc/app"));
        Files.createDirectories(world.root.resolve("var/lib/app"));
        world.sql(DB, "PRAGMA journal_mode=WAL", "CREATE TABLE t(x)", "INSERT INTO t VALUES (zeroblob(100000))");
        Files.writeString(etc.resolve("config.yaml"), "version: 1\n");
        Files.writeString(etc.resolve("-dash\nand line"), "odd\n");
        Files.createLink(etc.resolve("second"), etc.resolve("config.yaml"));
        Files.createSymbolicLink(etc.resolve("link"), Path.of("config.yaml"));
        Files.writeString(Files.createDirectories(etc.resolve("s\u00fcb/deep")).resolve("file"), "deep\n");
        full = world.full();
    }

    static Set<String> carried(Made made) throws IOException, BackupException {
        Set<String> paths = new TreeSet<>(World.paths(made));
        made.manifest().difference().control().forEach(member -> paths.remove(member.path()));
        return paths;
    }

    void assertCarried(Made delta, String... paths) throws IOException, BackupException {
        Set<String> expected = new TreeSet<>(ABOVE);
        expected.add(DB + ".delta-" + delta.manifest().label());
        expected.addAll(List.of(paths));
        assertEquals(expected, carried(delta));
    }

    static DatabaseState database(Made made, String path) {
        return made.manifest().databases().stream()
                .filter(each -> each.path().equals(path))
                .findFirst()
                .orElseThrow();
    }
}
