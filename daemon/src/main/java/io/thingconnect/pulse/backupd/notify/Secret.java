package io.thingconnect.pulse.backupd.notify;

import static java.util.Objects.requireNonNull;

/** A text that no record, log or exception shows by accident: a password, a key, the address of a webhook. */
public final class Secret {
    private final String text;

    private Secret(String text) {
        this.text = requireNonNull(text, "text is null");
    }

    public static Secret of(String text) {
        return new Secret(text);
    }

    String reveal() {
        return text;
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    /** The text without it, in case a server repeats what it was told. */
    String removeFrom(String said) {
        return text.length() < 4 ? said : said.replace(text, "***");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
