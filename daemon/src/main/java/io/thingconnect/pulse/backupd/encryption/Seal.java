package io.thingconnect.pulse.backupd.encryption;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * What opens a message, as its beginning tells everybody who has it: no secret, and enough to try a passphrase on without
 * the message.
 *
 * @param keyIds hexadecimal, of the public keys it is encrypted to; empty for a passphrase alone
 * @param head the message's first bytes in base64 where a passphrase opens it; "" otherwise
 */
public record Seal(Way way, List<String> keyIds, String head) {
    /** Nobody encrypted it. */
    public static final Seal NONE = new Seal(Way.NONE, List.of(), "");

    /** More than the packets of a few recipients take. */
    private static final int LONGEST = 1 << 16;

    /** Who can open it. */
    public enum Way {
        /** Everybody. */
        NONE("none"),
        /** Who knows the passphrase. */
        PASSPHRASE("passphrase"),
        /** Who has a secret key; not this machine. */
        PUBLIC_KEYS("publicKeys");

        private final String word;

        Way(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        /** @throws IllegalArgumentException for a word that no way has */
        public static Way parse(String word) {
            return Arrays.stream(values())
                    .filter(way -> way.word.equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no way to seal: " + word));
        }
    }

    public Seal {
        keyIds = List.copyOf(keyIds);
    }

    /**
     * @param in from the message's first byte; left open
     * @throws DamagedMessageException where it is no message that could be opened
     */
    public static Seal read(InputStream in) throws IOException {
        byte[] first = in.readNBytes(LONGEST);
        ByteArrayInputStream bytes = new ByteArrayInputStream(first);
        Envelope envelope = Envelope.read(bytes, false);
        List<String> ids = envelope.publicKeys().stream()
                .map(body -> Long.toHexString(Keys.id(body)).toUpperCase(Locale.ROOT))
                .toList();
        if (envelope.passphrases().isEmpty()) {
            return new Seal(Way.PUBLIC_KEYS, ids, "");
        }
        byte[] head = Arrays.copyOf(first, first.length - bytes.available());
        return new Seal(Way.PASSPHRASE, ids, Base64.getEncoder().encodeToString(head));
    }

    /** As far as it was kept. */
    Envelope envelope() throws IOException {
        return Envelope.read(new ByteArrayInputStream(Base64.getDecoder().decode(head)), false);
    }

    /** The same for messages that one passphrase opens or none: what is computed from it need be computed once. */
    public String salt() throws IOException {
        return envelope().passphrases().toString();
    }

    @Override
    public String toString() {
        return way.word + keyIds;
    }
}
