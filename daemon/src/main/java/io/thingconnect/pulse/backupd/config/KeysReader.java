package io.thingconnect.pulse.backupd.config;

import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.encryption.Passphrase;
import io.thingconnect.pulse.backupd.encryption.Recipients;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Takes {@code encryption:} out of a long form that has no errors. */
final class KeysReader {
    private final Value.Block encryption;
    private final Path root;

    KeysReader(Value.Block encryption, Path root) {
        this.encryption = encryption;
        this.root = root;
    }

    /** @throws BackupException {@code CONFIG_INVALID} where a file of a recipient cannot be used */
    Keys keys() throws BackupException {
        Optional<Passphrase> passphrase = encryption.text("passphrase").map(KeysReader::secret);
        List<Passphrase> old = encryption.texts("oldPassphrases").stream()
                .map(KeysReader::secret)
                .toList();
        String hint = encryption.text("hint").orElse("");
        if (!encryption.text("method").equals(Optional.of("gpg"))) {
            return Keys.unencrypted(passphrase, old, hint);
        }
        if (passphrase.isPresent()) {
            return Keys.passphrase(passphrase.get(), old, hint);
        }
        List<Path> files = encryption.texts("recipients").stream()
                .map(file -> root.resolve(file.replaceFirst("^/+", "")).normalize())
                .toList();
        return Keys.recipients(Recipients.read(files), old, hint);
    }

    private static Passphrase secret(String text) {
        return Passphrase.of(text.toCharArray());
    }
}
