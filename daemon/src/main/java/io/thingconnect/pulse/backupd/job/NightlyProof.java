package io.thingconnect.pulse.backupd.job;

import io.thingconnect.pulse.backupd.schedule.Schedule;
import java.util.Optional;

/** The nightly look at what was backed up long ago. */
public record NightlyProof(Optional<Schedule> schedule) implements Timed {
    /** Before the application prunes its database at 02:00 and the usual backup at 03:30; each in the zone of schedules. */
    public static final String HOUR = "0 1 * * *";

    @Override
    public String dueName() {
        return "verification:nightly";
    }
}
