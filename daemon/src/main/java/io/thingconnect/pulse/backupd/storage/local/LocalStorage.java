package io.thingconnect.pulse.backupd.storage.local;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.storage.Upload;
import io.thingconnect.pulse.backupd.system.DirectInput;
import io.thingconnect.pulse.backupd.system.DiskSpace;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.PlaceFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A directory of this machine. With a required marker, nothing is touched unless {@code .pulse-destination} lies in it:
 * a disk that is not mounted leaves an empty mount point behind, and filling that one would fill the system disk.
 */
public final class LocalStorage implements Storage {
    /** File whose presence proves that the right disk is mounted. */
    public static final String MARKER = ".pulse-destination";

    static final String UPLOAD_PREFIX = ".pulse-upload-";

    private final Path directory;
    private final boolean requireMarker;

    public LocalStorage(Path directory, boolean requireMarker) {
        this.directory = requireNonNull(directory, "directory is null");
        this.requireMarker = requireMarker;
    }

    @Override
    public List<StoredFile> list(String subdirectory) throws IOException {
        List<StoredFile> files = new ArrayList<>();
        for (Path path : children(resolve(subdirectory))) {
            if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                files.add(new StoredFile(path.getFileName().toString(), Files.size(path)));
            }
        }
        return files;
    }

    @Override
    public List<String> directories() throws IOException {
        List<String> names = new ArrayList<>();
        for (Path path : children(checked())) {
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                names.add(path.getFileName().toString());
            }
        }
        return names;
    }

    /** Sorted by name, without what starts with a dot: those are ours and unfinished, or not ours. */
    private static List<Path> children(Path parent) throws IOException {
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(parent)) {
            for (Path path : stream) {
                if (!path.getFileName().toString().startsWith(".")) {
                    paths.add(path);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        paths.sort(Comparator.naturalOrder());
        return paths;
    }

    @Override
    public InputStream read(String name) throws IOException {
        return Files.newInputStream(resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public ReadBack readBack(String name) throws IOException {
        Path file = resolve(name);
        try {
            return new ReadBack(DirectInput.open(file), true);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            // The file system cannot read past its cache; the verdict will say "cached".
            return new ReadBack(Files.newInputStream(file), false);
        }
    }

    @Override
    public Upload begin(String name) throws IOException {
        Path target = resolve(name);
        DurableFiles.createDirectories(target.getParent());
        // Never the same twice: two threads may write a file of the same name, such as the notes for whoever restores.
        String mark = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        return new LocalUpload(target.resolveSibling(UPLOAD_PREFIX + mark + "-" + target.getFileName()), target);
    }

    @Override
    public void delete(String name) throws IOException {
        Path file = resolve(name);
        if (Files.deleteIfExists(file)) {
            DurableFiles.syncDirectory(file.getParent());
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        DurableFiles.rename(resolve(from), resolve(to));
    }

    @Override
    public Space space() throws IOException {
        Path existing = checked();
        while (!Files.isDirectory(existing)) {
            existing = existing.getParent();
        }
        return new Space(DiskSpace.usable(existing), DiskSpace.total(existing));
    }

    @Override
    public List<String> sweep() throws IOException {
        List<String> swept = new ArrayList<>(sweep(checked(), ""));
        for (String name : directories()) {
            swept.addAll(sweep(directory.resolve(name), name + "/"));
        }
        return swept;
    }

    private static List<String> sweep(Path parent, String prefix) throws IOException {
        List<String> swept = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(parent, UPLOAD_PREFIX + "*")) {
            for (Path path : stream) {
                Files.delete(path);
                swept.add(prefix + path.getFileName());
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return swept;
    }

    @Override
    public String location() {
        return directory.toString();
    }

    @Override
    public void close() {
        // Nothing is held open between calls.
    }

    private Path checked() throws IOException {
        if (requireMarker && !Files.exists(directory.resolve(MARKER))) {
            // Not as a missing file: every copy there would be taken for lost.
            throw new PlaceFailure(
                    "there is no file " + MARKER + " in it, so the disk is probably not mounted",
                    "Mount it; a disk that is to hold backups is marked once with: touch " + directory.resolve(MARKER),
                    null);
        }
        return directory;
    }

    private Path resolve(String name) throws IOException {
        Path path = checked().resolve(name).normalize();
        if (!path.startsWith(directory)) {
            throw new IOException("name leads out of the destination: " + name);
        }
        return path;
    }
}
