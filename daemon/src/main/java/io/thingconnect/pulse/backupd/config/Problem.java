package io.thingconnect.pulse.backupd.config;

import java.util.Locale;

/**
 * One thing to tell about the configuration.
 *
 * @param message lower case, no full stop
 */
public record Problem(Place place, Severity severity, String message) {
    /** An error makes the file unusable; a warning is something that will not happen as written; a note is advice. */
    public enum Severity {
        ERROR,
        WARNING,
        NOTE
    }

    /** {@code file:line:column: message}, as compilers print it; what is not an error says so. */
    @Override
    public String toString() {
        String kind = severity == Severity.ERROR ? "" : severity.name().toLowerCase(Locale.ROOT) + ": ";
        return place + ": " + kind + message;
    }
}
