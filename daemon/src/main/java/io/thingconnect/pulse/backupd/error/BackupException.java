package io.thingconnect.pulse.backupd.error;

import static java.util.Objects.requireNonNull;

/** One failure as a person reads it: what failed, in which thing and why; and a hint with the next step. */
public final class BackupException extends Exception {
    private final ErrorCode code;
    private final String hint;

    public BackupException(ErrorCode code, String message, String hint) {
        this(code, message, hint, null);
    }

    /**
     * @param message lower case, no full stop: what failed, in which thing, why
     * @param hint one sentence with the next step, or "" where there is none
     * @param cause may be null
     */
    public BackupException(ErrorCode code, String message, String hint, Throwable cause) {
        super(requireNonNull(message, "message is null"), cause);
        this.code = requireNonNull(code, "code is null");
        this.hint = requireNonNull(hint, "hint is null");
    }

    public ErrorCode code() {
        return code;
    }

    public String hint() {
        return hint;
    }
}
