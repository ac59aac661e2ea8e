package io.thingconnect.pulse.backupd.storage.smb;

import static java.util.Objects.requireNonNull;

import com.hierynomus.msdtyp.AccessMask;
import com.hierynomus.msfscc.fileinformation.FileIdBothDirectoryInformation;
import com.hierynomus.msfscc.fileinformation.ShareInfo;
import com.hierynomus.smbj.share.File;
import io.thingconnect.pulse.backupd.storage.DeleteRefusedException;
import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.storage.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A folder of an SMB share. Opens a connection for each call, and for each stream one that lives as long as it. */
public final class SmbStorage implements Storage {
    static final String UPLOAD_PREFIX = ".pulse-upload-";

    private static final int TRIES = 3;
    private static final long FIRST_PAUSE_MS = 250;

    private final SmbPlace place;
    private final Watchdog watchdog = new Watchdog();
    private final Set<Link> open = ConcurrentHashMap.newKeySet();

    public SmbStorage(SmbPlace place) {
        this.place = requireNonNull(place, "place is null");
    }

    /** What is done over one connection. */
    private interface Act<T> {
        T over(Link link) throws IOException;
    }

    /**
     * Does something that may be done twice. A connection that breaks or is refused is tried anew, as long as the time of
     * one answer has not passed; a server that says no, or nothing, is believed.
     *
     * @param keep whether the connection is the result's to close
     */
    private <T> T trying(boolean keep, Act<T> act) throws IOException {
        long begin = System.nanoTime();
        for (int failed = 1; ; failed++) {
            try {
                return once(keep, act);
            } catch (ConnectionLost e) {
                if (failed == TRIES
                        || System.nanoTime() - begin > place.timeout().toNanos()) {
                    throw e;
                }
                pause(FIRST_PAUSE_MS << (2 * (failed - 1)), e);
            }
        }
    }

    private <T> T once(boolean keep, Act<T> act) throws IOException {
        open.removeIf(link -> !link.isAlive());
        Link link = Link.open(place, watchdog);
        open.add(link);
        boolean done = false;
        try {
            T result = act.over(link);
            done = true;
            return result;
        } finally {
            if (!done || !keep) {
                link.close();
                open.remove(link);
            }
        }
    }

    private static void pause(long milliseconds, ConnectionLost lost) throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw lost;
        }
    }

    @Override
    public List<StoredFile> list(String directory) throws IOException {
        String path = path(directory);
        return trying(false, link -> children(link, path)).stream()
                .filter(entry -> !SmbFiles.isDirectory(entry))
                .map(entry -> new StoredFile(entry.getFileName(), entry.getEndOfFile()))
                .toList();
    }

    @Override
    public List<String> directories() throws IOException {
        return trying(false, this::directories);
    }

    private List<String> directories(Link link) throws IOException {
        return children(link, root()).stream()
                .filter(SmbFiles::isDirectory)
                .map(FileIdBothDirectoryInformation::getFileName)
                .toList();
    }

    /** Sorted by name, without what starts with a dot: those are ours and unfinished, or not ours. */
    private static List<FileIdBothDirectoryInformation> children(Link link, String path) throws IOException {
        try {
            return new SmbFiles(link)
                    .list(path).stream()
                            .filter(entry -> !entry.getFileName().startsWith("."))
                            .sorted(Comparator.comparing(FileIdBothDirectoryInformation::getFileName))
                            .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    @Override
    public InputStream read(String name) throws IOException {
        String path = path(name);
        return trying(true, link -> {
            SmbFiles files = new SmbFiles(link);
            File file = files.open(path, AccessMask.GENERIC_READ);
            return new SmbInput(link, file, SmbFiles.shown(path), files.size(file, path));
        });
    }

    /** Over a connection of its own; whether the server's cache or its disk answers, it does not say. */
    @Override
    public ReadBack readBack(String name) throws IOException {
        return new ReadBack(read(name), false);
    }

    @Override
    public Upload begin(String name) throws IOException {
        String target = path(name);
        int slash = target.lastIndexOf('\\');
        String directory = slash < 0 ? "" : target.substring(0, slash);
        // Never the same twice: what a lost connection left may still be open on the server for a while.
        String mark = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        String staged = join(directory, UPLOAD_PREFIX + mark + "-" + target.substring(slash + 1));
        return trying(true, link -> {
            try {
                return new SmbUpload(link, staged, target);
            } catch (NoSuchFileException e) {
                new SmbFiles(link).createDirectories(directory);
                return new SmbUpload(link, staged, target);
            }
        });
    }

    @Override
    public void delete(String name) throws IOException {
        String path = path(name);
        try {
            trying(false, link -> {
                new SmbFiles(link).remove(path);
                return null;
            });
        } catch (Denied e) {
            // A share that is read-only by mistake is noticed when something is to be written there.
            throw new DeleteRefusedException("the share does not let us delete: " + e.getMessage(), e);
        }
    }

    /** Not tried twice: whether the first try has succeeded cannot be told from its lost answer. */
    @Override
    public void rename(String from, String to) throws IOException {
        String source = path(from);
        String target = path(to);
        once(false, link -> {
            SmbFiles files = new SmbFiles(link);
            File file = files.open(source, AccessMask.DELETE);
            files.rename(file, source, target);
            files.close(file, target);
            return null;
        });
    }

    @Override
    public Space space() throws IOException {
        ShareInfo info =
                trying(false, link -> link.call("free space", () -> link.share().getShareInformation()));
        return new Space(info.getCallerFreeSpace(), info.getTotalSpace());
    }

    /** What is still being written is open for nobody else, and therefore stays. */
    @Override
    public List<String> sweep() throws IOException {
        return trying(false, link -> {
            List<String> swept = new ArrayList<>();
            SmbFiles files = new SmbFiles(link);
            try {
                sweep(files, root(), "", swept);
                for (String directory : directories(link)) {
                    sweep(files, join(root(), directory), directory + "/", swept);
                }
            } catch (NoSuchFileException e) {
                // Nothing was ever put here, or somebody removes it meanwhile.
                return swept;
            }
            return swept;
        });
    }

    private static void sweep(SmbFiles files, String directory, String prefix, List<String> swept) throws IOException {
        for (FileIdBothDirectoryInformation entry : files.list(directory)) {
            String name = entry.getFileName();
            if (name.startsWith(UPLOAD_PREFIX) && removeUnlessOpen(files, join(directory, name))) {
                swept.add(prefix + name);
            }
        }
    }

    private static boolean removeUnlessOpen(SmbFiles files, String path) throws IOException {
        try {
            files.remove(path);
            return true;
        } catch (FileInUse e) {
            // An upload of another run, or of a connection whose end the server has not noticed yet.
            return false;
        }
    }

    @Override
    public boolean isRemote() {
        return true;
    }

    @Override
    public String location() {
        return place.address().toString();
    }

    /** Ends what is under way; a later call opens a connection as ever. */
    @Override
    public void close() {
        open.forEach(Link::end);
        open.clear();
    }

    private String root() {
        return String.join("\\", place.address().folder());
    }

    private String path(String name) throws IOException {
        for (String part : name.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..") || part.contains("\\")) {
                throw new IOException("name leads out of the destination: " + name);
            }
        }
        return join(root(), name.replace('/', '\\'));
    }

    private static String join(String directory, String name) {
        return directory.isEmpty() ? name : directory + "\\" + name;
    }
}
