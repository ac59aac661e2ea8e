package io.thingconnect.pulse.backupd.retention;

/** Why a backup may not go at present, whatever the policy says. */
public enum Hold {
    /** A restore, a verification, a copy or a consolidation reads it, or a backup under way is based on it. */
    IN_USE("in use"),
    /** A copy for another destination is still to be made, and this is what it can be made from. */
    PENDING_SOURCE("source of a pending copy");

    private final String words;

    Hold(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
