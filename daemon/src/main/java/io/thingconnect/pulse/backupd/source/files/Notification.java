package io.thingconnect.pulse.backupd.source.files;

import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernel's file notification (inotify) over whole trees. It knows single directories only, by inode: so each one is
 * registered, and all are looked for again where a directory came, went or moved, or where the kernel lost count. A
 * directory is registered before it is listed, so that nothing comes between.
 */
final class Notification implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Notification.class);

    /** A busy directory wakes us so often at most. */
    private static final long BATCH_MILLIS = 100;

    private final WatchService service;
    private final TreeWatch.Trees trees;
    private final Registrar registrar;
    private final Map<WatchKey, Path> directories = new HashMap<>();

    /** Where a directory is registered; tests have one with a limit. */
    @FunctionalInterface
    interface Registrar {
        Registrar KERNEL = (directory, service) -> directory.register(
                service,
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_DELETE,
                StandardWatchEventKinds.ENTRY_MODIFY);

        WatchKey register(Path directory, WatchService service) throws IOException;
    }

    private Notification(WatchService service, TreeWatch.Trees trees, Registrar registrar) {
        this.service = service;
        this.trees = trees;
        this.registrar = registrar;
    }

    /** @throws IOException where the kernel refuses, for example because a limit is reached */
    static Notification open(TreeWatch.Trees trees, Registrar registrar) throws IOException, BackupException {
        Notification notification = new Notification(FileSystems.getDefault().newWatchService(), trees, registrar);
        boolean registered = false;
        try {
            notification.registerAll();
            registered = true;
            return notification;
        } finally {
            if (!registered) {
                notification.close();
            }
        }
    }

    /** @throws IOException where a new directory cannot be watched */
    boolean await(Duration atMost) throws IOException, BackupException, InterruptedException {
        WatchKey key = service.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
        if (key == null) {
            return false;
        }
        TimeUnit.MILLISECONDS.sleep(BATCH_MILLIS);
        boolean changed = false;
        boolean moved = false;
        for (; key != null; key = service.poll()) {
            Path directory = directories.get(key);
            List<WatchEvent<?>> events = key.pollEvents();
            if (directory != null) {
                for (WatchEvent<?> event : events) {
                    changed |= concerns(directory, event);
                    moved |= movesDirectories(directory, event);
                }
            }
            if (!key.reset() && directories.remove(key) != null) {
                // It is gone, or what it lay on is.
                moved = true;
            }
        }
        if (moved) {
            registerAll();
        }
        return changed;
    }

    private boolean concerns(Path directory, WatchEvent<?> event) {
        if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
            return true;
        }
        return trees.scope().concerns(directory.resolve((Path) event.context()));
    }

    private boolean movesDirectories(Path directory, WatchEvent<?> event) {
        if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
            return true;
        }
        Path path = directory.resolve((Path) event.context());
        if (event.kind() == StandardWatchEventKinds.ENTRY_DELETE) {
            return directories.containsValue(path);
        }
        return event.kind() == StandardWatchEventKinds.ENTRY_CREATE
                && trees.scope().concerns(path)
                && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Until a walk finds nothing that is not registered: what came while one was under way may hold more. Where a directory
     * was moved, its watch is the same and its path another one.
     */
    private void registerAll() throws IOException, BackupException {
        Map<WatchKey, Path> now = new HashMap<>();
        Set<Path> registered = new LinkedHashSet<>();
        Set<Path> wanted = wanted();
        while (!registered.containsAll(wanted)) {
            for (Path directory : wanted) {
                if (registered.add(directory)) {
                    register(directory, now);
                }
            }
            wanted = wanted();
        }
        directories.keySet().stream().filter(key -> !now.containsKey(key)).forEach(WatchKey::cancel);
        directories.clear();
        directories.putAll(now);
        LOG.debug(
                "{} directories are watched for {}",
                directories.size(),
                trees.scope().trees());
    }

    private void register(Path directory, Map<WatchKey, Path> now) throws IOException {
        try {
            now.put(registrar.register(directory, service), directory);
        } catch (NoSuchFileException | NotDirectoryException e) {
            LOG.debug("{} vanished before it could be watched", directory);
        }
    }

    /** Every directory of the trees, and beside each tree the nearest one that exists, where the tree would come to be. */
    private Set<Path> wanted() throws BackupException {
        Set<Path> wanted = new LinkedHashSet<>();
        for (Path tree : trees.scope().trees()) {
            Path above = tree.getParent();
            while (above != null && !Files.isDirectory(above)) {
                above = above.getParent();
            }
            if (above != null) {
                wanted.add(above);
            }
        }
        trees.walk().stream()
                .filter(found -> found.entry().type() == EntryType.DIRECTORY)
                .forEach(found -> wanted.add(found.file()));
        return wanted;
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException e) {
            LOG.debug("a watch was not closed: {}", e.getMessage());
        }
    }
}
