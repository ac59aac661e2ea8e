package io.thingconnect.pulse.backupd.backupset;

import java.util.Locale;
import java.util.Optional;

/** How archive and manifest of a backup are encrypted; the suffix is what stock tools expect. */
public enum Encryption {
    NONE(""),
    GPG(".gpg");

    private final String suffix;

    Encryption(String suffix) {
        this.suffix = suffix;
    }

    public static Encryption of(boolean encrypted) {
        return encrypted ? GPG : NONE;
    }

    /** After all others, for example {@code .gpg}; "" for none. */
    public String suffix() {
        return suffix;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Encryption> parse(String word) {
        for (Encryption encryption : values()) {
            if (encryption.word().equals(word)) {
                return Optional.of(encryption);
            }
        }
        return Optional.empty();
    }
}
