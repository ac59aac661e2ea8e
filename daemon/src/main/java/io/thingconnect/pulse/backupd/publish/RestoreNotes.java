package io.thingconnect.pulse.backupd.publish;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.system.Errno;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;

/** {@code RESTORE.md} at each destination: how a stranger gets the data back with stock tools, should we be gone. */
public final class RestoreNotes {
    /** Its name at the destination. */
    public static final String FILE = "RESTORE.md";

    private RestoreNotes() {}

    /**
     * Brings the notes at a destination up to date with the backup just published there.
     *
     * @param chain whose archives lie at that destination: the full first, {@code newest} last, often alone
     */
    public static void refresh(Destination destination, Manifest newest, List<BackupFiles> chain)
            throws BackupException {
        put(destination, FILE, text(newest, chain, destination.keys()));
    }

    /**
     * Writes a text beside the jobs' directories, unless it stands there already.
     *
     * @param name a file's, at the destination's top
     */
    public static void put(Destination destination, String name, String content) throws BackupException {
        Storage storage = destination.storage();
        byte[] text = content.getBytes(StandardCharsets.UTF_8);
        try {
            if (!Arrays.equals(present(storage, name), text)) {
                Publisher.put(storage, name, text);
            }
        } catch (IOException e) {
            throw new BackupException(
                    ErrorCode.DESTINATION_UNAVAILABLE,
                    "destination '" + destination.name() + "' could not take " + name + ": " + Errno.reason(e),
                    "Look at it with: pulsectl destinations",
                    e);
        }
    }

    /**
     * The notes for one chain.
     *
     * @param chain whose archives lie beside them: the full first, {@code newest} last
     * @param keys with which the newest was made
     */
    public static String text(Manifest newest, List<BackupFiles> chain, Keys keys) {
        return new RestoreText(Restorable.of(newest, chain, keys)).text();
    }

    /**
     * What stands there under a name, as {@link #put} wrote it.
     *
     * @return "" where nothing does
     */
    public static String read(Destination destination, String name) throws BackupException {
        try {
            return new String(present(destination.storage(), name), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new BackupException(
                    ErrorCode.DESTINATION_UNAVAILABLE,
                    "destination '" + destination.name() + "' did not give back " + name + ": " + Errno.reason(e),
                    "Look at it with: pulsectl destinations",
                    e);
        }
    }

    private static byte[] present(Storage storage, String name) throws IOException {
        try (InputStream in = storage.read(name)) {
            return in.readNBytes(1 << 20);
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
    }
}
