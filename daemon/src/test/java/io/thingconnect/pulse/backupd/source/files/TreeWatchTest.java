package io.thingconnect.pulse.backupd.source.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the real kernel: what it tells, and what is made of it. */
final class TreeWatchTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    @TempDir
    Path root;

    private Path tree;
    private TreeWatch watch;

    @BeforeEach
    void open() throws IOException, BackupException {
        tree = Files.createDirectories(root.resolve("etc/pulse"));
        Files.writeString(tree.resolve("config.yaml"), "a: 1");
        Files.createDirectories(tree.resolve("certs"));
        watch = TreeWatch.open(watched());
    }

    @AfterEach
    void close() {
        watch.close();
    }

    private TreeWatch.Watched watched() {
        return new TreeWatch.Watched(
                root,
                List.of(
                        new SourceTree(Component.CONFIGURATION, tree),
                        new SourceTree(Component.SCRIPTS, root.resolve("opt/scripts/check.sh"))),
                List.of("*.tmp", "cache/**"),
                new FileWalker.Omit(
                        Set.of(tree.resolve("backups")),
                        Set.of(tree.resolve("backup.env")),
                        Set.of(tree.resolve("pulse.data"))));
    }

    private void tells() throws BackupException, InterruptedException {
        assertTrue(watch.await(DEADLINE), "nothing was told");
        quiet();
    }

    private void quiet() throws BackupException, InterruptedException {
        while (watch.await(Duration.ofMillis(60))) {
            // One write is several events.
        }
    }

    @Test
    void await_tellsOfAWriteAModeAndARemoval() throws Exception {
        assertTrue(watch.isNotified());
        Files.writeString(tree.resolve("config.yaml"), "a: 2");
        tells();
        Files.setPosixFilePermissions(tree.resolve("config.yaml"), PosixFilePermissions.fromString("rw-------"));
        tells();
        Files.delete(tree.resolve("config.yaml"));
        tells();
    }

    @Test
    void await_tellsOfWhatIsWrittenInANewDirectoryAndInOneThatWasMoved() throws Exception {
        Files.createDirectories(tree.resolve("a/b"));
        tells();
        Files.writeString(tree.resolve("a/b/file"), "x");
        tells();
        Files.move(tree.resolve("a"), tree.resolve("c"));
        tells();
        Files.writeString(tree.resolve("c/b/file"), "y");
        tells();
        Files.createDirectories(tree.resolve("c/b/d"));
        tells();
        Files.writeString(tree.resolve("c/b/d/file"), "z");
        tells();
    }

    @Test
    void await_tellsOfATreeThatComesToBeAndOfOneThatIsReplaced() throws Exception {
        Path script = root.resolve("opt/scripts/check.sh");
        Files.createDirectories(script.getParent());
        tells();
        Files.writeString(script, "#!/bin/sh");
        tells();
        Path other = Files.createDirectories(root.resolve("etc/other"));
        Files.writeString(other.resolve("config.yaml"), "new");
        Files.move(tree, root.resolve("etc/old"));
        tells();
        Files.move(other, tree);
        tells();
        Files.writeString(tree.resolve("config.yaml"), "newer");
        tells();
    }

    @Test
    void await_isSilentOnDatabasesSecretsOurOwnAndWhatIsExcluded() throws Exception {
        for (String name : List.of(
                "pulse.db",
                "pulse.db-wal",
                "other.sqlite3-journal",
                "pulse.data",
                "pulse.data-shm",
                "x.tmp",
                "backup.env",
                ".pre-restore-1")) {
            Files.writeString(tree.resolve(name), "x");
        }
        Files.createDirectories(tree.resolve("cache/deep"));
        Files.writeString(tree.resolve("cache/deep/file"), "x");
        Files.createDirectories(tree.resolve("backups"));
        Files.writeString(tree.resolve("backups/archive"), "x");
        Files.writeString(tree.resolveSibling("neighbour"), "x");
        assertFalse(watch.await(Duration.ofMillis(250)));
        // It still looks.
        Files.writeString(tree.resolve("config.yaml"), "a: 2");
        tells();
    }

    @Test
    void await_doesNotFollowSymlinks() throws Exception {
        Path elsewhere = Files.createDirectories(root.resolve("srv/elsewhere"));
        Files.createSymbolicLink(tree.resolve("link"), elsewhere);
        tells();
        Files.writeString(elsewhere.resolve("file"), "x");
        assertFalse(watch.await(Duration.ofMillis(250)));
    }

    @Test
    void await_looksThroughTheTreesWhereTheKernelHasNoRoom() throws Exception {
        watch.close();
        Notification.Registrar full = (directory, service) -> {
            throw new IOException("User limit of inotify watches reached");
        };
        watch = TreeWatch.open(watched(), Duration.ofMillis(50), full);
        assertFalse(watch.isNotified());
        assertFalse(watch.await(Duration.ofMillis(150)));
        Files.writeString(tree.resolve("pulse.db-wal"), "x");
        Files.writeString(tree.resolve("x.tmp"), "x");
        assertFalse(watch.await(Duration.ofMillis(150)));
        Files.writeString(tree.resolve("certs/new.pem"), "x");
        tells();
        Files.writeString(tree.resolve("certs/new.pem"), "longer");
        tells();
        Files.delete(tree.resolve("certs/new.pem"));
        tells();
    }

    @Test
    void await_fallsBackWhereTheLimitIsReachedLater() throws Exception {
        watch.close();
        int[] room = {20};
        Notification.Registrar limited = (directory, service) -> {
            if (room[0]-- <= 0) {
                throw new IOException("User limit of inotify watches reached");
            }
            return Notification.Registrar.KERNEL.register(directory, service);
        };
        watch = TreeWatch.open(watched(), Duration.ofMillis(50), limited);
        assertTrue(watch.isNotified());
        room[0] = 0;
        Files.createDirectories(tree.resolve("new"));
        tells();
        assertFalse(watch.isNotified());
        Files.writeString(tree.resolve("new/file"), "x");
        tells();
    }

    @Test
    void await_tellsOfManyChangesAtOnce() throws Exception {
        // More than the 512 events that are kept of one directory.
        for (int i = 0; i < 2_000; i++) {
            Files.writeString(tree.resolve("file" + i), "x");
        }
        tells();
        Files.createDirectories(tree.resolve("after"));
        tells();
        Files.writeString(tree.resolve("after/file"), "x");
        tells();
    }

    @Test
    void await_endsWhenClosed() throws Exception {
        Thread closing = new Thread(watch::close);
        closing.start();
        long before = System.nanoTime();
        while (watch.await(DEADLINE)) {
            // Nothing changes.
        }
        closing.join();
        assertEquals(0, Duration.ofNanos(System.nanoTime() - before).dividedBy(DEADLINE));
    }
}
