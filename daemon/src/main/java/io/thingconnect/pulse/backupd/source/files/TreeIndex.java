package io.thingconnect.pulse.backupd.source.files;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.system.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The stamps of one backup's files, kept on this machine for the next delta. It only saves reading: one that is lost or
 * damaged costs a full backup and nothing else. One of another state would pass changed files off as unchanged, so it
 * names the state that it belongs to.
 */
public final class TreeIndex {
    /** Its file name, beside the page maps. */
    public static final String NAME = "tree.index";

    private final String contentId;
    private final Map<String, Stamp> stamps;

    /**
     * @param contentId of the backup whose files these are
     * @param stamps by path as in the manifest; files without one count as changed
     */
    public TreeIndex(String contentId, Map<String, Stamp> stamps) {
        this.contentId = requireNonNull(contentId, "contentId is null");
        this.stamps = new TreeMap<>(stamps);
    }

    public String contentId() {
        return contentId;
    }

    /** Empty where the path is unknown, or was not settled when it was read. */
    public Optional<Stamp> stamp(String path) {
        return Optional.ofNullable(stamps.get(path));
    }

    /** In the order of the paths. */
    Map<String, Stamp> stamps() {
        return stamps;
    }

    /** Writes it to the directory; where a power cut leaves a part of it, {@link #read} finds out. */
    public void write(Path directory) throws IOException {
        DurableFiles.replaceCache(directory.resolve(NAME), TreeIndexFormat.encode(this));
    }

    /** Reads what {@link #write} wrote to the directory. */
    public static Reading read(Path directory) {
        try {
            return TreeIndexFormat.decode(Files.readAllBytes(directory.resolve(NAME)));
        } catch (NoSuchFileException e) {
            return new Unusable("the parent's tree index is missing");
        } catch (IOException e) {
            return new Unusable("the parent's tree index cannot be read: " + Names.reason(e));
        }
    }

    /** What reading came to. */
    public sealed interface Reading permits Usable, Unusable {}

    public record Usable(TreeIndex index) implements Reading {}

    /** @param why a clause for list, log and manifest */
    public record Unusable(String why) implements Reading {}
}
