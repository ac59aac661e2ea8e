package io.thingconnect.pulse.backupd.storage.smb;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Whether the bytes are encrypted on their way; that is not the encryption of archives. */
public enum SmbEncryption {
    /** Wherever the server can. */
    AUTO,
    /** A server that cannot is refused. */
    REQUIRED,
    /** Not asked for. A server that insists refuses us. */
    OFF;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<SmbEncryption> parse(String word) {
        return Arrays.stream(values()).filter(e -> e.word().equals(word)).findFirst();
    }
}
