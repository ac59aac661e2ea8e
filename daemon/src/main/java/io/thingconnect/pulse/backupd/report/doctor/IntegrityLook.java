package io.thingconnect.pulse.backupd.report.doctor;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.source.sqlite.CaptureOptions;
import io.thingconnect.pulse.backupd.source.sqlite.DatabaseSnapshot;
import io.thingconnect.pulse.backupd.source.sqlite.LiveDatabases;
import io.thingconnect.pulse.backupd.system.DiskSpace;
import io.thingconnect.pulse.backupd.system.Sizes;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.DatabaseCheck;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/** SQLite's own check of a live database, made on a copy in the spool: the application's file is neither locked nor written. */
public final class IntegrityLook implements Check {
    private static final Duration BOUND = Duration.ofHours(2);

    private final Path db;
    private final LiveDatabases live;
    private final CaptureOptions options;
    private final long reserve;
    private final Work work = new Work();

    /**
     * @param options its spool takes the copy
     * @param reserve bytes of the spool's file system to leave free
     */
    public IntegrityLook(Path db, LiveDatabases live, CaptureOptions options, long reserve) {
        this.db = requireNonNull(db, "db is null");
        this.live = requireNonNull(live, "live is null");
        this.options = requireNonNull(options, "options is null");
        this.reserve = reserve;
    }

    @Override
    public String name() {
        return "integrity of " + db;
    }

    @Override
    public Duration bound() {
        return BOUND;
    }

    @Override
    public void cancel() {
        work.cancel();
    }

    @Override
    public List<Finding> look() throws BackupException, IOException {
        Files.createDirectories(options.spool());
        requireSpace();
        // A name that is swept at the next start, should this process be killed meanwhile.
        Path scratch = Files.createTempDirectory(
                options.spool(),
                "verify-doctor-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path copy = scratch.resolve("copy.db");
        Path map = scratch.resolve("map");
        try {
            try (DatabaseSnapshot snapshot = live.open(db, options, work);
                    OutputStream out = Files.newOutputStream(copy)) {
                snapshot.copyTo(out, map, work);
            }
            work.check();
            DatabaseCheck.integrity(copy, db.toString());
            return List.of(Finding.ok(FindingId.DATABASE_INTEGRITY, db.toString(), "integrity_check says ok"));
        } catch (BackupException e) {
            if (e.code() != ErrorCode.VERIFICATION_FAILED && e.code() != ErrorCode.SOURCE_CORRUPT) {
                throw e;
            }
            return List.of(Finding.error(
                    FindingId.DATABASE_INTEGRITY,
                    db.toString(),
                    e.getMessage(),
                    "sudo pulsectl restore latest --only database --dry-run"));
        } finally {
            Files.deleteIfExists(copy);
            Files.deleteIfExists(map);
            Files.deleteIfExists(scratch);
        }
    }

    private void requireSpace() throws BackupException, IOException {
        long needed = live.condition(db).bytes() + live.condition(db).walBytes() + reserve;
        long usable = DiskSpace.usable(options.spool());
        if (usable < needed) {
            throw new BackupException(
                    ErrorCode.NO_SPACE,
                    "the copy to be checked needs " + Sizes.text(needed) + " in the spool " + options.spool()
                            + ", which has " + Sizes.text(usable) + " free",
                    "Make room there, or check with the application stopped: sqlite3 " + db
                            + " 'PRAGMA integrity_check'");
        }
    }
}
