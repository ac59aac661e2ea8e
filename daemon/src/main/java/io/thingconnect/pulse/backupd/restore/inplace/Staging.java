package io.thingconnect.pulse.backupd.restore.inplace;

import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.verify.Sink;
import io.thingconnect.pulse.backupd.verify.Unpacking;
import io.thingconnect.pulse.backupd.verify.UnpackingInto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Unpacks the wanted entries, each on the file system that it is to stand on in the end. */
final class Staging implements Unpacking {
    private final Map<String, Places.Place> places;
    private final boolean owners;
    private final FileSteps steps;
    private final Map<Path, UnpackingInto> unpackings = new LinkedHashMap<>();

    /** @param places of the entries that are wanted, by name */
    Staging(Map<String, Places.Place> places, boolean owners, FileSteps steps) {
        this.places = Map.copyOf(places);
        this.owners = owners;
        this.steps = steps;
    }

    /** Makes the directories; none of them may exist. */
    void prepare() throws IOException {
        for (Places.Place place : places.values()) {
            Path directory = place.stagingPath();
            if (!unpackings.containsKey(directory)) {
                Path fresh = directory.resolve("new");
                steps.createDirectories(directory);
                steps.createDirectories(fresh);
                unpackings.put(directory, new UnpackingInto(fresh, owners));
            }
        }
    }

    private UnpackingInto of(Entry entry) {
        return unpackings.get(places.get(entry.path()).stagingPath());
    }

    @Override
    public Sink file(Entry entry) throws IOException, BackupException {
        // The empty WAL behind a database is not wanted: the live one is taken away with the database.
        if (!places.containsKey(entry.path())) {
            return Sink.nowhere();
        }
        steps.announce("unpack", Path.of(entry.path()));
        return of(entry).file(entry);
    }

    @Override
    public void add(Entry entry) throws IOException, BackupException {
        if (places.containsKey(entry.path())) {
            steps.announce("unpack", Path.of(entry.path()));
            of(entry).add(entry);
        }
    }

    @Override
    public void finish() throws IOException, BackupException {
        for (UnpackingInto unpacking : unpackings.values()) {
            unpacking.finish();
        }
    }

    /** What was unpacked is what the manifest lists; contents were hashed on the way. */
    void compare(Iterable<Entry> entries) throws IOException, BackupException {
        for (Entry entry : entries) {
            if (places.containsKey(entry.path())) {
                Path staged = places.get(entry.path()).staged(entry.path());
                if (!isAsListed(staged, entry)) {
                    throw new BackupException(
                            ErrorCode.VERIFICATION_FAILED,
                            "'" + entry.path() + "' as unpacked is not what the manifest lists",
                            "Try again; if it fails again, check the disk under " + staged);
                }
            }
        }
    }

    private static boolean isAsListed(Path staged, Entry entry) throws IOException {
        if (!FileSteps.exists(staged)) {
            return false;
        }
        return switch (entry.type()) {
            case DIRECTORY -> Files.isDirectory(staged, LinkOption.NOFOLLOW_LINKS);
            case SYMLINK -> Files.isSymbolicLink(staged);
            case HARDLINK -> Files.isRegularFile(staged, LinkOption.NOFOLLOW_LINKS);
            case FILE -> Files.isRegularFile(staged, LinkOption.NOFOLLOW_LINKS) && Files.size(staged) == entry.size();
        };
    }

    static boolean isLinkAcross(Entry entry, Map<String, Places.Place> places) {
        return entry.type() == EntryType.HARDLINK
                && places.containsKey(entry.path())
                && !places.get(entry.linkTarget())
                        .stagingPath()
                        .equals(places.get(entry.path()).stagingPath());
    }
}
