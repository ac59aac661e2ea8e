package io.thingconnect.pulse.backupd.notify;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a channel can be told of, key {@code on:}. */
public enum Event {
    /** An alarm opened, got more severe, or is still open. */
    ALARM,
    /** An alarm is over. */
    CLEAR,
    /** A backup began. */
    START,
    /** A backup succeeded. */
    SUCCESS,
    /** A backup failed or was interrupted; not one that somebody cancelled. */
    FAILURE;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Event> parse(String word) {
        return Arrays.stream(values())
                .filter(event -> event.word().equals(word))
                .findFirst();
    }
}
