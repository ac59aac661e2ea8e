package io.thingconnect.pulse.backupd.rescue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Checksums;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Encryption;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.encryption.Passphrase;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.local.LocalStorage;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnlockingTest {
    private static final Label LABEL =
            Label.parse("pulse-backup-20240115T020000Z-full").orElseThrow();

    @TempDir
    Path directory;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final List<String> asked = new ArrayList<>();

    private static Passphrase secret(String text) {
        return Passphrase.of(text.toCharArray());
    }

    @BeforeEach
    void putAnEncryptedManifest() throws Exception {
        ByteArrayOutputStream manifest = new ByteArrayOutputStream();
        try (OutputStream out = Keys.passphrase(secret("five words picked by dice"), List.of(), "")
                .encrypt(manifest)) {
            out.write('{');
        }
        BackupFiles files = new BackupFiles("daily", LABEL, Compression.GZIP, Encryption.GPG);
        Files.createDirectories(directory.resolve("daily"));
        Files.write(directory.resolve(files.manifest()), manifest.toByteArray());
        Files.writeString(
                directory.resolve(files.checksums()),
                new Checksums(files, Sha256.of(new byte[0]), Sha256.of(manifest.toByteArray())).text());
    }

    private Destination opened(Optional<String> file, String... answers) throws Exception {
        Iterator<String> typed = List.of(answers).iterator();
        Terminal.Question person = new Terminal.Question() {
            @Override
            public String ask(String text) {
                throw new AssertionError("what is typed would be seen");
            }

            @Override
            public String askUnseen(String text) {
                asked.add(text);
                return typed.next();
            }
        };
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(out, out, answers.length == 0 ? Optional.empty() : Optional.of(person));
        Optional<Path> path = Optional.empty();
        if (file.isPresent()) {
            path = Optional.of(Files.writeString(directory.resolve("secret"), file.get()));
        }
        Destination locked = new Destination("usb", new LocalStorage(directory, false), Keys.none());
        return Unlocking.of(terminal, path).opened(locked, "daily", LABEL);
    }

    private BackupException refused(Optional<String> file, String... answers) {
        return assertThrows(BackupException.class, () -> opened(file, answers));
    }

    @Test
    void itIsAskedForUntilItOpens_threeTimesAtMost() throws Exception {
        Destination opened = opened(Optional.empty(), "wrong", "five words picked by dice");
        assertTrue(opened.keys()
                .opener(Keys.passphrase(secret("five words picked by dice"), List.of(), "")
                        .seal())
                .isPresent());
        assertEquals(2, asked.size());
        assertTrue(asked.get(0).contains(LABEL.toString()), asked.get(0));
        assertTrue(said.toString(StandardCharsets.UTF_8).contains("does not open it"));

        BackupException e = refused(Optional.empty(), "a", "", "c");
        assertEquals(ErrorCode.KEY_MISSING, e.code());
        assertTrue(e.hint().contains("RESTORE.md"), e.hint());
        assertFalse(said.toString(StandardCharsets.UTF_8).contains("five words"));
    }

    @Test
    void aFileHoldsOneALine_andNobodyIsAskedThen() throws Exception {
        opened(Optional.of("of last year\nfive words picked by dice\n"), "never asked");
        assertEquals(List.of(), asked);
        BackupException wrong = refused(Optional.of("another\n"), "never asked");
        assertTrue(wrong.getMessage().contains("is not opened by what stands in"), wrong.getMessage());
        assertEquals(ErrorCode.INVALID_PARAMETER, refused(Optional.of("\n")).code());
    }

    @Test
    void whereNobodySits_theOptionIsNamed() {
        BackupException e = refused(Optional.empty());
        assertEquals(ErrorCode.KEY_MISSING, e.code());
        assertTrue(e.hint().contains("--passphrase-file"), e.hint());
    }
}
