package io.thingconnect.pulse.backupd.restore.inplace;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Errno;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * What restores in place did and were about to do: one line a step, written ahead of it and forced to the medium. Each line
 * begins with a SHA-256 over the one before it and its own text. A last line that is not whole was never acted upon, and
 * the next one takes its place; damage anywhere else is an error.
 */
final class Journal {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();

    private static final int HASH = 64;
    private static final int ROOT = 0;

    private final Path file;
    private final FileSteps steps;
    private final List<Line> lines = new ArrayList<>();
    private String last = "0".repeat(HASH);
    private long length;

    /**
     * One step.
     *
     * @param id of the restore
     * @param at RFC 3339
     * @param begin with {@code BEGUN} only
     * @param services that ran, in the order they are started in; with {@code STOPPING} only
     * @param swap with {@code SWAPPING} only
     * @param outcome with {@code DONE} only: {@code restored} or {@code rolled back}
     * @param note for people
     */
    record Line(
            String id,
            Phase phase,
            String at,
            Begin begin,
            List<String> services,
            Swap swap,
            String outcome,
            String note) {
        Line {
            requireNonNull(id, "id is null");
            requireNonNull(phase, "phase is null");
        }
    }

    private Journal(Path file, FileSteps steps) {
        this.file = file;
        this.steps = steps;
    }

    /**
     * Opens the journal of a state directory; it need not exist.
     *
     * @throws BackupException {@code NOT_PERMITTED} where somebody else could have written it
     */
    static Journal open(Path directory, FileSteps steps) throws BackupException {
        Journal journal = new Journal(directory.resolve("journal"), steps);
        try {
            journal.read();
            return journal;
        } catch (IOException e) {
            throw unreadable(journal.file, e);
        }
    }

    /** @param file the journal, or what lies beside it */
    static BackupException unreadable(Path file, IOException why) {
        Path seen = Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? file : file.getParent();
        return new BackupException(
                ErrorCode.INTERNAL,
                "the journal of restores " + file + " cannot be read: " + Errno.reason(why) + "; " + belongings(seen),
                "See what it holds with 'sudo pulse-restore --status'; if no restore is open, let it be read: sudo chmod a+rX "
                        + file.getParent() + " " + file,
                why);
    }

    /** {@code DIR/restore belongs to root, rwx------} */
    private static String belongings(Path path) {
        try {
            return path + " belongs to "
                    + Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName() + ", "
                    + PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            return "whose " + path + " is cannot be seen";
        }
    }

    /** Not as {@link Files#exists}: what lies in a directory that we may not enter is not absent. */
    static boolean isPresent(Path path) throws IOException {
        try {
            Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private void read() throws IOException, BackupException {
        if (!isPresent(file)) {
            return;
        }
        requireOurs(file.getParent());
        requireOurs(file);
        byte[] bytes = Files.readAllBytes(file);
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                if (!take(new String(bytes, start, i - start, StandardCharsets.UTF_8))) {
                    if (i + 1 < bytes.length) {
                        throw damaged();
                    }
                    return;
                }
                start = i + 1;
                length = start;
            }
        }
    }

    /** The journal says what root is to rename: nobody else may have had a hand in it. */
    private static void requireOurs(Path path) throws IOException, BackupException {
        int owner = (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        if ((owner != ownUid() && owner != ROOT) || (mode & 022) != 0 || Files.isSymbolicLink(path)) {
            throw new BackupException(
                    ErrorCode.NOT_PERMITTED,
                    path + " belongs to another user or can be written by others, so that it is not trusted: "
                            + belongings(path),
                    "Run pulse-restore as the user who restored before, as root: sudo pulse-restore --status");
        }
    }

    static int ownUid() throws IOException {
        return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }

    private boolean take(String line) throws BackupException {
        if (line.length() <= HASH) {
            return false;
        }
        String hash = line.substring(0, HASH);
        String text = line.substring(HASH + 1);
        if (!hash.equals(hash(text))) {
            return false;
        }
        try {
            lines.add(JSON.readValue(text, Line.class));
        } catch (JsonProcessingException e) {
            throw new BackupException(
                    ErrorCode.FORMAT_TOO_NEW,
                    "the journal of restores " + file + " has a line that this version does not understand",
                    "Use the version that wrote it: " + e.getOriginalMessage(),
                    e);
        }
        last = hash;
        return true;
    }

    private String hash(String text) {
        return Sha256.of((last + text).getBytes(StandardCharsets.UTF_8)).toString();
    }

    private BackupException damaged() {
        return new BackupException(
                ErrorCode.INTERNAL,
                "the journal of restores " + file + " is damaged behind its line " + lines.size(),
                "Look at it, and at the directories named *" + Places.PREVIOUS + "*, before you do anything else.");
    }

    void append(Line line) throws IOException {
        if (!Files.isDirectory(file.getParent())) {
            DurableFiles.createDirectories(file.getParent());
        }
        String text = JSON.writeValueAsString(line);
        String hash = hash(text);
        byte[] bytes = (hash + " " + text + "\n").getBytes(StandardCharsets.UTF_8);
        steps.append(file, length, bytes);
        readable(file.getParent(), "rwxr-xr-x");
        readable(file, "rw-r--r--");
        lines.add(line);
        last = hash;
        length += bytes.length;
    }

    /** For the daemon, which is another user: it reads on which timeline it is, and whether the marker stands. */
    private static void readable(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    /** Oldest first. */
    List<Line> lines() {
        return List.copyOf(lines);
    }
}
