package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The daemon's part, in a process of its own with rights of its own: captures, then tries to do harm. */
final class CaptureMain {
    private CaptureMain() {}

    /** Arguments: database, spool, copy. Prints the method and "", or the error and its hint; and then each way of writing that worked. */
    public static void main(String[] args) throws Exception {
        Path db = Path.of(args[0]);
        try {
            LiveDatabases databases = new LiveDatabases(Clock.systemUTC());
            Databases.Copy made = Databases.capture(databases, db, options(Path.of(args[1])), Path.of(args[2]));
            System.out.println(made.method());
            System.out.println();
        } catch (BackupException e) {
            System.out.println(e.code());
            System.out.println(e.hint());
        }
        System.out.println(harm(db));
    }

    private static CaptureOptions options(Path spool) {
        return new CaptureOptions(1L << 30, Duration.ofSeconds(20), 0, 0, false, spool);
    }

    private static List<String> harm(Path db) {
        List<String> done = new ArrayList<>();
        for (Path file : List.of(db, Side.WAL.of(db), Side.SHM.of(db), db.resolveSibling("new"))) {
            if (canWrite(file)) {
                done.add("opened " + file + " for writing");
            }
        }
        if (canDelete(db)) {
            done.add("deleted " + db);
        }
        return done;
    }

    private static boolean canWrite(Path file) {
        try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
            return opened.getFilePointer() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean canDelete(Path file) {
        try {
            Files.delete(file);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
