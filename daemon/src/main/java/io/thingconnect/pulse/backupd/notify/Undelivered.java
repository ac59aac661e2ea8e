package io.thingconnect.pulse.backupd.notify;

/** A channel did not take a message. The reason is for people, and holds no secret. */
final class Undelivered extends Exception {
    private final boolean refused;

    private Undelivered(String why, boolean refused, Throwable cause) {
        super(why, cause);
        this.refused = refused;
    }

    /** Trying again may help by itself. */
    static Undelivered forNow(String why, Throwable cause) {
        return new Undelivered(why, false, cause);
    }

    /** Somebody has to change something first: a wrong password, an address that does not exist. */
    static Undelivered refused(String why, Throwable cause) {
        return new Undelivered(why, true, cause);
    }

    boolean isRefused() {
        return refused;
    }
}
