package io.thingconnect.pulse.backupd.encryption;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What we write, {@code gpg} reads, and the other way round. */
final class GpgIT {
    @TempDir
    private Path scratch;

    private Gpg gpg;
    private Path secret;

    @BeforeEach
    void prepare() throws Exception {
        gpg = Gpg.in(scratch.resolve("gpg"));
        secret = Files.writeString(scratch.resolve("secret"), Messages.SECRET + "\n");
    }

    @AfterEach
    void endTheAgent() throws Exception {
        gpg.close();
    }

    private byte[] decryptedByGpg(byte[] message, String... options) throws Exception {
        Path in = Files.write(scratch.resolve("message.gpg"), message);
        Path out = scratch.resolve("plain");
        Files.deleteIfExists(out);
        List<String> arguments = new java.util.ArrayList<>(List.of(options));
        arguments.addAll(List.of("--output", out.toString(), "--decrypt", in.toString()));
        gpg.run(arguments.toArray(String[]::new));
        return Files.readAllBytes(out);
    }

    private String[] withPassphrase() {
        return new String[] {"--batch", "--pinentry-mode", "loopback", "--passphrase-file", secret.toString()};
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 200, 131_066, 131_072, 5_000_000})
    void gpgOpensOurs_withoutAWordOfComplaint(int size) throws Exception {
        byte[] content = Messages.random(size);
        byte[] message = Messages.encrypt(Messages.keys(Messages.SECRET), content);
        assertArrayEquals(content, decryptedByGpg(message, withPassphrase()));
        Path file = scratch.resolve("message.gpg");
        List<String> arguments = new java.util.ArrayList<>(List.of(withPassphrase()));
        arguments.addAll(List.of("--list-packets", "--verbose", file.toString()));
        String packets = gpg.run(arguments.toArray(String[]::new));
        assertTrue(packets.contains("cipher 9, ") && packets.contains("s2k 3, hash 8"), packets);
        assertTrue(packets.contains("mdc_method: 2"), packets);
        assertFalse(packets.contains(":compressed packet:"), packets);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--compress-algo=1", "--compress-algo=none", "--compress-algo=zlib", "--s2k-mode=1"})
    void weOpenWhatGpgEncryptsWithAPassphrase(String option) throws Exception {
        byte[] content = new byte[3_000_000];
        System.arraycopy(Messages.random(1_000_000), 0, content, 7, 1_000_000);
        Path plain = Files.write(scratch.resolve("archive"), content);
        Path message = scratch.resolve("archive.gpg");
        List<String> arguments = new java.util.ArrayList<>(List.of(withPassphrase()));
        arguments.addAll(List.of("--cipher-algo", "AES256", option, "--symmetric"));
        arguments.addAll(List.of("--output", message.toString(), plain.toString()));
        gpg.run(arguments.toArray(String[]::new));
        assertArrayEquals(
                content, Messages.decrypt(Messages.keys("new", Messages.SECRET), Files.readAllBytes(message)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa2048", "ed25519"})
    void toPublicKeys_onlyTheSecretKeyOpensIt(String algorithm) throws Exception {
        gpg.makeKey("ops@plant.example", algorithm);
        Path key = scratch.resolve("ops.asc");
        gpg.run("--armor", "--output", key.toString(), "--export", "ops@plant.example");
        Keys keys = Keys.recipients(Recipients.read(List.of(key)), List.of(), "");
        assertTrue(keys.encrypts());
        assertFalse(keys.readsItsOwn());
        byte[] content = Messages.random(300_000);
        byte[] message = Messages.encrypt(keys, content);
        assertArrayEquals(content, decryptedByGpg(message, "--batch"));
        BackupException e = assertThrows(BackupException.class, () -> Messages.decrypt(keys, message));
        assertEquals(ErrorCode.KEY_MISSING, e.code());
        assertTrue(e.getMessage().contains("public keys") && e.hint().contains("RESTORE.md"), e.getMessage());
        assertTrue(keys.sealsLike(new ByteArrayInputStream(message)));
        assertFalse(Messages.keys("x").sealsLike(new ByteArrayInputStream(message)));
    }

    /** To a key and with a passphrase at once: the passphrase is enough. */
    @Test
    void whatGpgEncryptsToAKeyAndAPassphrase_weOpenWithThePassphrase() throws Exception {
        gpg.makeKey("ops@plant.example", "ed25519");
        byte[] content = Messages.random(100_000);
        Path plain = Files.write(scratch.resolve("archive"), content);
        Path message = scratch.resolve("archive.gpg");
        List<String> arguments = new java.util.ArrayList<>(List.of(withPassphrase()));
        arguments.addAll(List.of("--trust-model", "always", "--recipient", "ops@plant.example", "--encrypt"));
        arguments.addAll(List.of("--symmetric", "--output", message.toString(), plain.toString()));
        gpg.run(arguments.toArray(String[]::new));
        assertArrayEquals(content, Messages.decrypt(Messages.keys(Messages.SECRET), Files.readAllBytes(message)));
    }

    @Test
    void aFileThatIsNoKey_isRefusedByItsName() throws Exception {
        Path file = Files.writeString(scratch.resolve("ops.asc"), "hello\n");
        for (Path wrong : List.of(file, scratch.resolve("nowhere.asc"))) {
            BackupException e = assertThrows(BackupException.class, () -> Recipients.read(List.of(wrong)));
            assertEquals(ErrorCode.CONFIG_INVALID, e.code());
            assertTrue(e.getMessage().contains(wrong.toString()), e.getMessage());
        }
    }
}
