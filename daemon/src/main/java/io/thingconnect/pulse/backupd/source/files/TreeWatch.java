package io.thingconnect.pulse.backupd.source.files;

import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells that something in some trees has changed: by the kernel's notification, or, where that is not to be had, by looking
 * through the trees every {@link #RHYTHM}. It may tell of a change where there is none; it never keeps one to itself.
 * Symlinks are not followed, no file is opened.
 */
public final class TreeWatch implements AutoCloseable {
    /** How often the trees are looked through where the kernel does not notify. */
    public static final Duration RHYTHM = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(TreeWatch.class);

    private final Trees trees;
    private final Duration rhythm;
    private final CountDownLatch closed = new CountDownLatch(1);
    private Notification notification;
    private int fingerprint;
    private long lookedAt;

    /**
     * What is watched.
     *
     * @param root what exclude patterns and trees are below
     * @param trees directories with all below them, or single files; they need not exist
     * @param excludeGlobs as {@link FileWalker} takes them
     */
    public record Watched(Path root, List<SourceTree> trees, List<String> excludeGlobs, FileWalker.Omit omit) {
        public Watched {
            trees = List.copyOf(trees);
            excludeGlobs = List.copyOf(excludeGlobs);
        }
    }

    private TreeWatch(Trees trees, Duration rhythm) {
        this.trees = trees;
        this.rhythm = rhythm;
    }

    /**
     * From the moment this returns, changes are seen.
     *
     * @throws BackupException {@code CONFIG_INVALID} for a malformed pattern or a tree outside the root
     */
    public static TreeWatch open(Watched watched) throws BackupException {
        return open(watched, RHYTHM, Notification.Registrar.KERNEL);
    }

    static TreeWatch open(Watched watched, Duration rhythm, Notification.Registrar registrar) throws BackupException {
        TreeWatch watch = new TreeWatch(new Trees(watched), rhythm);
        try {
            watch.notification = Notification.open(watch.trees, registrar);
        } catch (IOException e) {
            watch.fallBack(e);
        }
        return watch;
    }

    /**
     * Waits for a change.
     *
     * @return true where something may have changed since this was called last; false after the time, or when closed
     * @throws BackupException where the trees cannot be walked any more
     */
    public boolean await(Duration atMost) throws BackupException, InterruptedException {
        if (notification != null) {
            try {
                return notification.await(atMost);
            } catch (ClosedWatchServiceException e) {
                return false;
            } catch (IOException e) {
                notification.close();
                fallBack(e);
                return true;
            }
        }
        long untilNextLook = lookedAt + rhythm.toNanos() - System.nanoTime();
        boolean over = closed.await(Math.min(Math.max(0, untilNextLook), atMost.toNanos()), TimeUnit.NANOSECONDS);
        return !over && untilNextLook <= atMost.toNanos() && look();
    }

    private boolean look() throws BackupException {
        int before = fingerprint;
        fingerprint = trees.fingerprint();
        lookedAt = System.nanoTime();
        return fingerprint != before;
    }

    /** Whether the kernel tells of changes; otherwise they are noticed up to {@link #RHYTHM} later. */
    public boolean isNotified() {
        return notification != null;
    }

    private void fallBack(IOException e) throws BackupException {
        LOG.warn(
                "the kernel does not tell of changes below {}: {}; the files are looked through every {} s instead. Where it"
                        + " is a limit, raise it: 'sysctl fs.inotify.max_user_watches=524288"
                        + " fs.inotify.max_user_instances=512', and reload",
                trees.scope().trees(),
                Names.reason(e),
                rhythm.toSeconds());
        notification = null;
        look();
    }

    @Override
    public void close() {
        closed.countDown();
        Notification open = notification;
        if (open != null) {
            open.close();
        }
    }

    /** The trees as they can be walked: what is met is what a backup would hold, less databases. */
    static final class Trees {
        private final Watched watched;
        private final WatchScope scope;
        private final FileWalker walker;

        Trees(Watched watched) throws BackupException {
            this.watched = watched;
            this.scope = new WatchScope(watched.root(), watched.trees(), watched.excludeGlobs(), watched.omit());
            this.walker = new FileWalker(watched.root(), watched.excludeGlobs());
        }

        WatchScope scope() {
            return scope;
        }

        List<FoundEntry> walk() throws BackupException {
            return walker.look(watched.trees(), watched.omit(), new Work()).stream()
                    .filter(found -> scope.holds(found.file()))
                    .toList();
        }

        /** Changes with any entry; a directory's own times do not count, since what is left out changes them too. */
        int fingerprint() throws BackupException {
            int hash = 1;
            for (FoundEntry found : walk()) {
                if (!scope.concerns(found.file())) {
                    continue;
                }
                boolean directory = found.entry().type() == EntryType.DIRECTORY;
                hash = 31 * hash + found.entry().path().hashCode();
                hash = 31 * hash + found.entry().mode();
                hash = 31 * hash + found.entry().owner().hashCode();
                hash = 31 * hash + (directory ? 0 : found.stamp().hashCode());
            }
            return hash;
        }
    }
}
