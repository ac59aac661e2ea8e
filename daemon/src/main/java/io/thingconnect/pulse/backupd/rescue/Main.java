package io.thingconnect.pulse.backupd.rescue;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.restore.FileSteps;
import java.time.Clock;
import java.util.List;

/** {@code pulse-restore}: restores in place, with or without the daemon. */
public final class Main {
    private Main() {}

    public static void main(String[] words) {
        SafetyBackup safety = () -> "none was taken, this version leaves it to you: pulsectl backup";
        Program program =
                new Program(Terminal.current(), System.getenv(), FileSteps.unwatched(), safety, Clock.systemUTC());
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
            System.err.println("pulse-restore: " + e.getMessage());
            System.err.println("hint: " + e.hint());
            return e.code().exitStatus();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }
}
