package io.thingconnect.pulse.ctl;

/** Why {@code pulsectl} ends with anything but 0: the exit status, what failed and why, and the next step. */
final class Failure extends Exception {
    private final int status;
    private final String code;
    private final String hint;

    /**
     * @param code the daemon's name for it or one of our own, CamelCase
     * @param message lower case, no full stop
     * @param hint the next step, or ""
     */
    Failure(int status, String code, String message, String hint) {
        super(message);
        this.status = status;
        this.code = code;
        this.hint = hint;
    }

    static Failure usage(String message, String hint) {
        return new Failure(Exit.USAGE, "Usage", message, hint);
    }

    /** The daemon said something outside its own contract. */
    static Failure garbage(String what) {
        return new Failure(
                Exit.FAILED,
                "BadReply",
                "the daemon's answer is not understood, " + what,
                "Compare both versions with `pulsectl version`; restart the daemon after an upgrade.");
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String hint() {
        return hint;
    }
}
