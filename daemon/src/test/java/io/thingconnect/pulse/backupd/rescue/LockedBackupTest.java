package io.thingconnect.pulse.backupd.rescue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Checksums;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Encryption;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.encryption.Passphrase;
import io.thingconnect.pulse.backupd.restore.inplace.FileSteps;
import io.thingconnect.pulse.backupd.restore.inplace.InPlaceBox;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup beside the others that nobody here has the passphrase for. */
final class LockedBackupTest {
    @TempDir
    Path directory;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private InPlaceBox box;

    @BeforeEach
    void create() throws Exception {
        box = InPlaceBox.create(directory.resolve("box"));
        withoutLogs(InPlaceBox.NEWEST);
        withoutLogs(InPlaceBox.FULL);
        Files.writeString(box.root().resolve("etc/thingconnect-pulse/backup.yaml"), """
                backup:
                  enabled: false
                  destinations:
                    local: {type: local, path: /var/lib/thingconnect-pulse/backups}
                """);
    }

    /** So that the search goes on to the oldest for them. */
    private void withoutLogs(Label label) throws Exception {
        Path job = box.root().resolve("var/lib/thingconnect-pulse/backups").resolve(InPlaceBox.JOB);
        Path file = job.resolve(label + ".manifest.json");
        byte[] before = Files.readAllBytes(file);
        String text = new String(before, StandardCharsets.UTF_8).replaceFirst(",\\s*\"logs\"", "");
        byte[] after = text.getBytes(StandardCharsets.UTF_8);
        assertTrue(after.length < before.length, "it named no logs");
        Files.write(file, after);
        Path sums = job.resolve(label + ".sha256");
        Files.writeString(
                sums,
                Files.readString(sums)
                        .replace(Sha256.of(before).toString(), Sha256.of(after).toString()));
    }

    private void putLocked(Label label) throws Exception {
        ByteArrayOutputStream manifest = new ByteArrayOutputStream();
        Passphrase secret = Passphrase.of("five words picked by dice".toCharArray());
        try (OutputStream out = Keys.passphrase(secret, List.of(), "").encrypt(manifest)) {
            out.write('{');
        }
        BackupFiles files = new BackupFiles(InPlaceBox.JOB, label, Compression.GZIP, Encryption.GPG);
        Path backups = box.root().resolve("var/lib/thingconnect-pulse/backups");
        Files.write(backups.resolve(files.manifest()), manifest.toByteArray());
        Files.write(backups.resolve(files.archive()), new byte[0]);
        Files.writeString(
                backups.resolve(files.checksums()),
                new Checksums(files, Sha256.of(new byte[0]), Sha256.of(manifest.toByteArray())).text());
    }

    private int plan(String... more) {
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        Program program = new Program(
                new Terminal(out, out, Optional.empty()),
                Map.of(),
                FileSteps.unwatched(),
                (socket, restored, needed, work) -> "none",
                Clock.systemUTC());
        List<String> words = new ArrayList<>(List.of("--root", box.root().toString(), "latest", "--dry-run"));
        words.addAll(List.of(more));
        return program.run(words);
    }

    private String text() {
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void anOlderOne_doesNotStandInTheWayOfTheNewest() throws Exception {
        Label older = new Label(InPlaceBox.FULL.at().minus(Duration.ofDays(1)), Kind.FULL);
        putLocked(older);
        assertEquals(0, plan(), this::text);
        assertTrue(text().startsWith("restore " + InPlaceBox.NEWEST + " from local\n"), this::text);
        assertTrue(text().contains(older + " is passed over"), this::text);
    }

    @Test
    void theNewestItself_isAskedFor_andNoOlderOneTakesItsPlace() throws Exception {
        putLocked(new Label(InPlaceBox.NEWEST.at().plus(Duration.ofDays(1)), Kind.FULL));
        assertTrue(plan() != 0, this::text);
        assertTrue(text().contains("it is encrypted, and no passphrase is configured"), this::text);
        assertTrue(text().contains("--passphrase-file"), this::text);
    }

    private String file(String content) throws Exception {
        return Files.writeString(directory.resolve("secret"), content).toString();
    }

    @Test
    void thePassphraseInAFile_opensIt_whateverTheConfigurationKnows() throws Exception {
        encrypt(InPlaceBox.FULL);
        encrypt(InPlaceBox.NEWEST);
        assertTrue(plan() != 0, this::text);
        said.reset();
        assertEquals(0, plan("--passphrase-file", file("of last year\nfive words picked by dice\n")), this::text);
        assertTrue(text().startsWith("restore " + InPlaceBox.NEWEST + " from local\n"), this::text);
        said.reset();
        assertTrue(plan("--passphrase-file", file("another\n")) != 0, this::text);
        assertTrue(text().contains("none of the configured passphrases (1) opens it"), this::text);
        assertEquals(2, plan("--passphrase-file", directory.resolve("nowhere").toString()));
    }

    /** The disk with the credentials went with the machine. */
    @Test
    void aConfigurationWhoseSecretsAreLost_isNoHindrance_whereThePassphraseIsGiven() throws Exception {
        encrypt(InPlaceBox.FULL);
        encrypt(InPlaceBox.NEWEST);
        Files.writeString(box.root().resolve("etc/thingconnect-pulse/backup.yaml"), """
                backup:
                  enabled: false
                  encryption: {method: gpg, passphrase: "${file:/etc/lost}"}
                  destinations:
                    local: {type: local, path: /var/lib/thingconnect-pulse/backups}
                """);
        assertTrue(plan() != 0, this::text);
        assertTrue(text().contains("/etc/lost does not exist"), this::text);
        said.reset();
        assertEquals(0, plan("--passphrase-file", file("five words picked by dice\n")), this::text);
        assertTrue(text().startsWith("warning: "), this::text);
        assertTrue(text().contains("restore " + InPlaceBox.NEWEST + " from local\n"), this::text);
    }

    /** What stands there, as it would have been written with a passphrase. */
    private void encrypt(Label label) throws Exception {
        Path backups = box.root().resolve("var/lib/thingconnect-pulse/backups");
        Keys keys = Keys.passphrase(Passphrase.of("five words picked by dice".toCharArray()), List.of(), "");
        BackupFiles plain = new BackupFiles(InPlaceBox.JOB, label, Compression.GZIP, Encryption.NONE);
        BackupFiles files = new BackupFiles(InPlaceBox.JOB, label, Compression.GZIP, Encryption.GPG);
        byte[] archive = sealed(Files.readAllBytes(backups.resolve(plain.archive())), keys);
        String text = Files.readString(backups.resolve(plain.manifest()))
                .replaceFirst("\"file\"\\s*:\\s*\"[^\"]*\"", "\"file\":\"" + files.archiveName() + "\"")
                .replaceFirst("\"compression\"\\s*:\\s*\"gzip\"", "$0,\"encryption\":\"gpg\"");
        int at = text.indexOf("\"archive\"");
        String described = text.substring(at)
                .replaceFirst("\"size\"\\s*:\\s*\\d+", "\"size\":" + archive.length)
                .replaceFirst(
                        "\"sha256\"\\s*:\\s*\"[^\"]*\"",
                        "\"sha256\":\"" + Sha256.of(archive).hex() + "\"");
        byte[] manifest = sealed((text.substring(0, at) + described).getBytes(StandardCharsets.UTF_8), keys);
        Files.write(backups.resolve(files.archive()), archive);
        Files.write(backups.resolve(files.manifest()), manifest);
        Files.writeString(
                backups.resolve(files.checksums()),
                new Checksums(files, Sha256.of(archive), Sha256.of(manifest)).text());
        Files.delete(backups.resolve(plain.archive()));
        Files.delete(backups.resolve(plain.manifest()));
    }

    private static byte[] sealed(byte[] plain, Keys keys) throws Exception {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        try (OutputStream out = keys.encrypt(message)) {
            out.write(plain);
        }
        return message.toByteArray();
    }
}
