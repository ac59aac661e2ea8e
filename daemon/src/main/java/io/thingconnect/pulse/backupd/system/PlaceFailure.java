package io.thingconnect.pulse.backupd.system;

import static java.util.Objects.requireNonNull;

import java.io.IOException;

/**
 * A failure of a place that knows its own reason and its own way out. The JDK's exceptions speak of local files; a server
 * has more to say: who was refused, what is missing, and where to look.
 */
public class PlaceFailure extends IOException {
    private final boolean noSpace;
    private final String hint;

    /**
     * @param reason for people, lower case, without full stop
     * @param hint one sentence with the next thing to do
     */
    public PlaceFailure(String reason, String hint, Throwable cause) {
        this(reason, hint, cause, false);
    }

    private PlaceFailure(String reason, String hint, Throwable cause, boolean noSpace) {
        super(requireNonNull(reason, "reason is null"), cause);
        this.hint = requireNonNull(hint, "hint is null");
        this.noSpace = noSpace;
    }

    /** The place is full, or a quota is used up. */
    public static PlaceFailure noSpace(String reason, String hint, Throwable cause) {
        return new PlaceFailure(reason, hint, cause, true);
    }

    public boolean isNoSpace() {
        return noSpace;
    }

    public String hint() {
        return hint;
    }
}
