package io.thingconnect.pulse.backupd.report.doctor;

import static java.util.Objects.requireNonNull;

/**
 * What a look at one thing came to.
 *
 * @param subject the thing: a path, a destination's name, a job's, a unit's; "" for the installation as a whole
 * @param what is so, one line for people
 * @param command to type next; "" where nothing is to be done
 */
public record Finding(FindingId id, Severity severity, String subject, String what, String command) {
    public Finding {
        requireNonNull(id, "id is null");
        requireNonNull(severity, "severity is null");
        requireNonNull(subject, "subject is null");
        requireNonNull(what, "what is null");
        requireNonNull(command, "command is null");
        if (severity.compareTo(Severity.NOTICE) > 0 && command.isEmpty()) {
            throw new IllegalArgumentException(id + " tells of trouble and of no command");
        }
    }

    static Finding ok(FindingId id, String subject, String what) {
        return new Finding(id, Severity.OK, subject, what, "");
    }

    static Finding notice(FindingId id, String subject, String what, String command) {
        return new Finding(id, Severity.NOTICE, subject, what, command);
    }

    static Finding warning(FindingId id, String subject, String what, String command) {
        return new Finding(id, Severity.WARNING, subject, what, command);
    }

    static Finding error(FindingId id, String subject, String what, String command) {
        return new Finding(id, Severity.ERROR, subject, what, command);
    }
}
