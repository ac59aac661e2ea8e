package io.thingconnect.pulse.backupd.control.varlink;

/** What a caller may do; each role may do what the ones before it may. */
public enum Role {
    /** May ask what this service is, and nothing else. */
    NONE,
    /** Back up, verify, read what is known, cancel their own runs. */
    OPERATOR,
    /** Everything. */
    ADMIN;

    boolean covers(Role needed) {
        return compareTo(needed) >= 0;
    }
}
