package io.thingconnect.pulse.backupd.report.doctor;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** One question. It may hang, on a dead share for example; nobody waits for it beyond its bound. */
public interface Check {
    /** What is looked at, for a check that hangs or fails: {@code destination nas}. Unique among those that run together. */
    String name();

    /** Every answer, good ones as well. */
    List<Finding> look() throws BackupException, IOException;

    /** How long anybody waits for it. */
    default Duration bound() {
        return Duration.ofSeconds(10);
    }

    /** Nobody wants the answer any more. */
    default void cancel() {}
}
