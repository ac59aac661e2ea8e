package io.thingconnect.pulse.backupd.rescue;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.restore.inplace.FileSteps;
import io.thingconnect.pulse.backupd.system.Journal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** {@code pulse-restore}: restores in place, with or without the daemon. */
public final class Main {
    /** Six times what it promises. */
    private static final Duration DAEMON_SILENCE = Duration.ofSeconds(60);

    /** A full of a large database over a slow network takes this long; who restores waits for nothing worse. */
    private static final Duration OTHER_BACKUPS = Duration.ofMinutes(30);

    private Main() {}

    public static void main(String[] words) {
        Clock clock = Clock.systemUTC();
        SafetyBackup safety = new DaemonBackup(DAEMON_SILENCE, OTHER_BACKUPS, clock);
        Program program = new Program(Terminal.current(), System.getenv(), FileSteps.unwatched(), safety, clock);
        int status = List.of(words).contains("--serve") ? serve(List.of(words)) : program.run(List.of(words));
        if (status != 0) {
            System.exit(status);
        }
    }

    private static int serve(List<String> words) {
        try {
            RestoreService.run(words, System.getenv(), Clock.systemUTC());
            return 0;
        } catch (BackupException e) {
            Journal.fatal(System.err, "pulse-restore: " + e.getMessage() + "\nhint: " + e.hint() + "\n");
            return e.code().exitStatus();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }
}
