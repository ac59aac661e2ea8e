package io.thingconnect.pulse.backupd.retention;

/** What is known of a backup's copy at the destination in question. */
public enum Health {
    /** Read back and proven. */
    GOOD("good"),
    /** Whole as far as anybody knows, but not proven, or not readable at present. */
    UNPROVEN("not proven"),
    /** It failed a proof. */
    QUARANTINED("in quarantine");

    private final String words;

    Health(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
