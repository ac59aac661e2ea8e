package io.thingconnect.pulse.backupd.publish;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Manifest;
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

    /** Brings the notes at a destination up to date with the backup just published there. */
    public static void refresh(Destination destination, Manifest newest, List<BackupFiles> chain)
            throws BackupException {
        Storage storage = destination.storage();
        byte[] text = text(newest).getBytes(StandardCharsets.UTF_8);
        try {
            if (!Arrays.equals(present(storage), text)) {
                Publisher.put(storage, FILE, text);
            }
        } catch (IOException e) {
            throw new BackupException(
                    ErrorCode.DESTINATION_UNAVAILABLE,
                    "destination '" + destination.name() + "' could not take " + FILE + ": " + Errno.reason(e),
                    "Look at it with: pulsectl destinations",
                    e);
        }
    }

    private static byte[] present(Storage storage) throws IOException {
        try (InputStream in = storage.read(FILE)) {
            return in.readNBytes(1 << 20);
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
    }

    static String text(Manifest newest) {
        BackupFiles files =
                new BackupFiles(newest.job(), newest.label(), newest.archive().compression());
        String option =
                switch (files.compression()) {
                    case GZIP -> "--gzip";
                    case ZSTD -> "--zstd";
                    case NONE -> "";
                };
        StringBuilder checks = new StringBuilder();
        newest.databases()
                .forEach(database -> checks.append("sqlite3 \"$D\"/")
                        .append(quoted(database.path()))
                        .append(" 'PRAGMA integrity_check;'      # prints: ok\n"));
        return """
                # How to get the data back without ThingConnect Pulse Backup

                This directory holds backups of the ThingConnect Pulse server `%s`. Each backup is three files:
                `LABEL%s` (the archive), `LABEL.manifest.json` (what is in it) and `LABEL.sha256`. The directories are the
                jobs that made them. A backup whose `.sha256` is missing was not finished: do not use it.

                You need: `sha256sum`, `tar`, `gzip` (or `zstd` for `.tar.zst`), and `sqlite3` to check the database.
                With the product installed, one command does all of it: `pulsectl restore LABEL --target DIRECTORY`.

                The newest backup when this was written is `%s`. For another one, put its name in.

                ```sh
                D=/tmp/pulse-restore                # where to unpack; must not exist yet
                cd %s                               # beside this file
                sha256sum -c %s.sha256              # both lines must say OK; if not, take another backup
                mkdir "$D"
                tar -x %s -p -f %s -C "$D"
                %s```

                Look at what lies in `$D` now. To put it in place, as root:

                ```sh
                systemctl stop thingconnect-pulse
                mv /var/lib/thingconnect-pulse/pulse.db /var/lib/thingconnect-pulse/pulse.db.before    # keep the old one
                rm -f /var/lib/thingconnect-pulse/pulse.db-wal /var/lib/thingconnect-pulse/pulse.db-shm /var/lib/thingconnect-pulse/pulse.db-journal
                cp -a "$D"/. /
                systemctl start thingconnect-pulse
                ```

                The `-wal`, `-shm` and `-journal` files of the old database must go before the restored one is used: SQLite
                would apply them to it. The archive brings an empty `pulse.db-wal` for that reason.
                """.formatted(
                        newest.host(),
                        files.compression().suffix(),
                        newest.label(),
                        newest.job(),
                        newest.label(),
                        option,
                        files.archiveName(),
                        checks);
    }

    /** For a POSIX shell. */
    private static String quoted(String path) {
        return "'" + path.replace("'", "'\\''") + "'";
    }
}
