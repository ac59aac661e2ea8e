package io.thingconnect.pulse.backupd.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.encryption.Gpg;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.encryption.Passphrase;
import io.thingconnect.pulse.backupd.encryption.Recipients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Encrypted chains brought back by nothing but the commands that stand in {@code RESTORE.md}, and {@code gpg}. */
final class ByHandEncryptedIT {
    private static final String K_LINE = "K=                                  #";
    private static final String SECRET = "correct horse 7 battery";

    @TempDir
    private Path scratch;

    private Gpg gpg;
    private Path target;
    private Path secret;

    @BeforeEach
    void prepare() throws Exception {
        scratch = scratch.toRealPath();
        gpg = Gpg.in(scratch.resolve("gpg"));
        target = scratch.resolve("target");
        secret = Files.writeString(scratch.resolve("the secret"), SECRET + "\n");
    }

    @AfterEach
    void endTheAgent() throws Exception {
        gpg.close();
    }

    private static Keys passphrase() {
        return Keys.passphrase(Passphrase.of(SECRET.toCharArray()), List.of(), "plant office, envelope 3");
    }

    private HandmadeChain chain(Compression compression, int plainFirst, Keys keys) throws Exception {
        SmallBox box = new SmallBox(Files.createDirectories(scratch.resolve("box")));
        HandmadeChain chain =
                new HandmadeChain(box, scratch.resolve("spool"), scratch.resolve("destination"), compression, 0);
        for (int step = 0; step <= 4; step++) {
            if (step == plainFirst) {
                chain.sealWith(keys);
            }
            if (step > 0) {
                box.change(step);
            }
            chain.backUp();
        }
        return chain;
    }

    private Shell restore(HandmadeChain chain, String passphraseFile) throws IOException {
        Path commands = ByHandIT.commands(chain, target);
        String block = Files.readString(commands);
        assertTrue(block.contains(K_LINE), block);
        Files.writeString(commands, block.replace(K_LINE, "K='" + passphraseFile + "' #"));
        return run(chain.destination, commands);
    }

    private Shell run(Path directory, Path script) throws IOException {
        return Shell.command(
                directory,
                List.of("env", "-i", "PATH=/usr/bin:/bin", "GNUPGHOME=" + gpg.home(), "sh", script.toString()));
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void theCommands_bringAnEncryptedChainBack(Compression compression) throws Exception {
        HandmadeChain chain = chain(compression, 0, passphrase());
        Shell shell = restore(chain, secret.toString()).succeeded();
        assertTrue(shell.said().contains("RESTORED: " + target), shell.said());
        RestoredTree.assertHolds(chain.manifests.get(4), target, "");
        String notes = Files.readString(chain.destination.resolve("RESTORE.md"));
        assertTrue(notes.contains("plant office, envelope 3"), notes);
        assertFalse(notes.contains(SECRET));
    }

    @Test
    void aChainThatBeganUnencrypted_comesBackToo() throws Exception {
        HandmadeChain chain = chain(Compression.GZIP, 2, passphrase());
        restore(chain, "../the secret").succeeded();
        RestoredTree.assertHolds(chain.manifests.get(4), target, "");
    }

    @Test
    void toPublicKeys_theSecretKeyInTheKeyringDoes() throws Exception {
        gpg.makeKey("ops@plant.example", "ed25519");
        Path key = scratch.resolve("ops.asc");
        gpg.run("--armor", "--output", key.toString(), "--export", "ops@plant.example");
        HandmadeChain chain = chain(Compression.GZIP, 0, Keys.recipients(Recipients.read(List.of(key)), List.of(), ""));
        restore(chain, "").succeeded();
        RestoredTree.assertHolds(chain.manifests.get(4), target, "");
    }

    @Test
    void aWrongPassphrase_stopsIt() throws Exception {
        HandmadeChain chain = chain(Compression.GZIP, 0, passphrase());
        Path wrong = Files.writeString(scratch.resolve("wrong"), "nonsense\n");
        restore(chain, wrong.toString()).stopped("STOPPED");
    }

    /** Both files replaced and the checksums made anew: only gpg can know, and it says so at the very end. */
    @Test
    void anArchiveThatSomebodyChanged_stopsIt() throws Exception {
        HandmadeChain chain = chain(Compression.NONE, 0, passphrase());
        Path archive = chain.archive(0);
        byte[] bytes = Files.readAllBytes(archive);
        bytes[bytes.length / 2] ^= 1;
        Files.write(archive, bytes);
        Path sums = chain.job().resolve(chain.manifests.get(0).label() + ".sha256");
        Shell made = Shell.command(
                        chain.job(),
                        List.of(
                                "sha256sum",
                                archive.getFileName().toString(),
                                chain.manifests.get(0).label() + ".manifest.json.gpg"))
                .succeeded();
        Files.writeString(sums, made.said());
        restore(chain, secret.toString()).stopped("STOPPED");
    }

    @Test
    void theNotesFindTheChainOfABackup_throughEncryptedManifests() throws Exception {
        HandmadeChain chain = chain(Compression.ZSTD, 2, passphrase());
        String block = "K='" + secret + "'\n"
                + Shell.block(chain.destination.resolve("RESTORE.md"), 2)
                        .replaceFirst("L=.*", "L=" + chain.manifests.get(4).label());
        Shell found = run(chain.job(), Files.writeString(scratch.resolve("find"), block))
                .succeeded();
        StringBuilder expected = new StringBuilder();
        for (int link = 0; link <= 4; link++) {
            expected.append(chain.archive(link).getFileName()).append("\n");
        }
        assertEquals(expected.toString(), found.said().replaceAll("gpg: .*\n", ""));
    }
}
