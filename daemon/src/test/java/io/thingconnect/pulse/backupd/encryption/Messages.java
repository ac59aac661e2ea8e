package io.thingconnect.pulse.backupd.encryption;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Random;

/** Messages to and fro. */
final class Messages {
    static final String SECRET = "Wüstenrot 7 Anker";

    private Messages() {}

    static Passphrase passphrase(String text) {
        return Passphrase.of(text.toCharArray());
    }

    static Keys keys(String passphrase, String... old) {
        return Keys.passphrase(
                passphrase(passphrase),
                List.of(old).stream().map(Messages::passphrase).toList(),
                "");
    }

    static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    static byte[] encrypt(Keys keys, byte[] content) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        try (OutputStream out = keys.encrypt(message)) {
            // In pieces of odd sizes, as compressors hand them over.
            for (int from = 0; from < content.length; from += 4099) {
                out.write(content, from, Math.min(4099, content.length - from));
            }
        }
        return message.toByteArray();
    }

    static byte[] decrypt(Keys keys, byte[] message) throws IOException, BackupException {
        try (InputStream in = keys.decrypt(new ByteArrayInputStream(message))) {
            return in.readAllBytes();
        }
    }
}
