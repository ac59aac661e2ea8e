package io.thingconnect.pulse.backupd.restore.inplace;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The services that use what is restored. */
public interface Units {
    /** Those of these that run, that failed, or that would be started at boot: what is to run afterwards. In the order given. */
    List<String> running(List<String> names) throws BackupException;

    /**
     * Sees to it that none of these starts while a file exists, not even after a power cut.
     *
     * @param marker absolute
     */
    void guard(List<String> names, Path marker) throws BackupException;

    /** @throws BackupException where it still runs when the time is over */
    void stop(String name, Duration timeout) throws BackupException;

    /** One that runs already is no error. */
    void start(String name, Duration timeout) throws BackupException;

    /** Where there are none: in a sandbox, and at boot, when they come up by themselves. */
    static Units none() {
        return new Units() {
            @Override
            public List<String> running(List<String> names) {
                return List.of();
            }

            @Override
            public void guard(List<String> names, Path marker) {
                // Nothing would start.
            }

            @Override
            public void stop(String name, Duration timeout) {
                // Nothing runs.
            }

            @Override
            public void start(String name, Duration timeout) {
                // Nothing is to run.
            }
        };
    }
}
