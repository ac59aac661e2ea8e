package io.thingconnect.pulse.backupd.rescue;

import java.nio.file.Path;

/** What keeps a service from starting on a half-restored state, also after a power cut. */
final class DropIn {
    static final String NAME = "50-pulse-restore.conf";

    /** Runs before the services at boot; see systemd/ in the sources. */
    static final String RECOVERY_UNIT = "thingconnect-pulse-restore-recover.service";

    private DropIn() {}

    /** Where it lies; {@code unit} with its suffix. */
    static Path file(Path units, String unit) {
        return units.resolve(unit + ".d").resolve(NAME);
    }

    /** systemd checks the condition when it is about to start the service, after what stands in After= has ended. */
    static String text(Path marker) {
        return """
                # Written by pulse-restore. The file below exists only while a restore is under way or was interrupted:
                # pulse-restore --status tells, pulse-restore --recover ends it.
                [Unit]
                After=%s
                ConditionPathExists=!%s
                """.formatted(RECOVERY_UNIT, marker.toString().replace("%", "%%"));
    }
}
