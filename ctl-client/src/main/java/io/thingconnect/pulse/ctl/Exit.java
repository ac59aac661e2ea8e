package io.thingconnect.pulse.ctl;

import java.util.List;
import java.util.Locale;

/** What {@code pulsectl} ends with, and how the daemon's errors map to it. */
final class Exit {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int UNREACHABLE = 3;
    static final int NOT_PERMITTED = 4;
    static final int NOT_FOUND = 5;
    static final int BUSY = 6;
    static final int NOT_VERIFIED = 7;
    /** What a shell reports for a program that its reader left (128 + SIGPIPE). */
    static final int READER_GONE = 141;

    /** For help and the manual: status, meaning. */
    static final List<String> MEANINGS = List.of(
            "0 done (copies still pending are warnings)",
            "1 failed",
            "2 usage: the command line is not acceptable",
            "3 daemon not reachable",
            "4 not permitted",
            "5 not found",
            "6 busy: the same work is already queued or running",
            "7 verification failed",
            "130 interrupted with Ctrl-C; a started run goes on",
            "141 the reader of the output went away");

    private Exit() {}

    /**
     * The status for an error of the daemon. Unknown errors are failures.
     *
     * @param code the last part of the wire name, {@code BackupNotFound}; the spelling {@code BACKUP_NOT_FOUND} is
     *     understood as well
     */
    static int forCode(String code) {
        return switch (code.replace("_", "").toLowerCase(Locale.ROOT)) {
            case "invalidparameter" -> USAGE;
            case "notpermitted", "permissiondenied" -> NOT_PERMITTED;
            case "backupnotfound",
                    "jobnotfound",
                    "runnotfound",
                    "destinationnotfound",
                    "pathnotfound",
                    "alarmnotfound",
                    "channelnotfound" -> NOT_FOUND;
            case "busy" -> BUSY;
            case "archivecorrupt", "archiveunsafe", "manifestcorrupt", "chainbroken", "verificationfailed" ->
                NOT_VERIFIED;
            default -> FAILED;
        };
    }
}
