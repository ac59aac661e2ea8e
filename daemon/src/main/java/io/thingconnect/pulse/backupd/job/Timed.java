package io.thingconnect.pulse.backupd.job;

import io.thingconnect.pulse.backupd.schedule.Schedule;
import java.util.Optional;

/** Something that comes due. */
public sealed interface Timed permits JobSpec, DrillSpec, NightlyProof {
    /** What its due times are remembered by; no two of different kinds have the same. */
    String dueName();

    /** Empty: only on demand. */
    Optional<Schedule> schedule();
}
