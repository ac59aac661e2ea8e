package io.thingconnect.pulse.backupd.encryption;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.bouncycastle.openpgp.PGPEncryptedData;
import org.bouncycastle.openpgp.PGPEncryptedDataGenerator;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPLiteralData;
import org.bouncycastle.openpgp.PGPLiteralDataGenerator;
import org.bouncycastle.openpgp.operator.jcajce.JcePBEKeyEncryptionMethodGenerator;
import org.bouncycastle.openpgp.operator.jcajce.JcePGPDataEncryptorBuilder;

/** For {@code bench/encryption.sh}: {@code FILE} into and out of a message, three times, and the best of them, in MB/s. */
public final class EncryptionRate {
    private static final int PIECE = 1 << 15;

    private EncryptionRate() {}

    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        Path message = Path.of(arguments[0] + ".gpg");
        Keys keys = Keys.passphrase(Passphrase.of("bench".toCharArray()), List.of(), "");
        double size = Files.size(file) / 1e6;
        double ours = size / best(() -> ours(keys, file, message));
        double back = size / best(() -> back(keys, message));
        double library = size / best(() -> library(file, message));
        System.out.printf(Locale.ROOT, "encrypt %.0f%ndecrypt %.0f%nbcpg %.0f%n", ours, back, library);
        Files.delete(message);
        Cfb encrypting = Cfb.encrypting(new byte[32], PIECE);
        Cfb decrypting = Cfb.decrypting(new byte[32], PIECE);
        layer("cfb-encrypt", size, bytes -> encrypting.apply(bytes, 0, bytes.length));
        layer("cfb-decrypt", size, bytes -> decrypting.apply(bytes, 0, bytes.length));
        layer("sha1", size, SessionKey.integrity()::update);
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM")) {
                System.out.println("peak " + Integer.parseInt(line.replaceAll("\\D", "")) / 1024);
            }
        }
    }

    /** What touches every byte, alone, on as many bytes as the file has. */
    private static void layer(String name, double size, Consumer<byte[]> layer) throws Exception {
        byte[] piece = new byte[PIECE];
        double seconds = best(() -> {
            for (long done = 0; done < size * 1e6; done += PIECE) {
                layer.accept(piece);
            }
        });
        System.out.printf(Locale.ROOT, "%s %.0f%n", name, size / seconds);
    }

    private interface Step {
        void run() throws Exception;
    }

    private static double best(Step step) throws Exception {
        double best = Double.MAX_VALUE;
        for (int round = 0; round < 3; round++) {
            long begin = System.nanoTime();
            step.run();
            best = Math.min(best, (System.nanoTime() - begin) / 1e9);
        }
        return best;
    }

    private static void ours(Keys keys, Path from, Path to) throws IOException {
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(to), 1 << 18);
                OutputStream out = keys.encrypt(file)) {
            Files.copy(from, out);
        }
    }

    private static void back(Keys keys, Path from) throws Exception {
        try (InputStream file = new BufferedInputStream(Files.newInputStream(from), 1 << 18);
                InputStream in = keys.decrypt(file)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static void library(Path from, Path to) throws IOException, PGPException {
        PGPEncryptedDataGenerator generator =
                new PGPEncryptedDataGenerator(new JcePGPDataEncryptorBuilder(PGPEncryptedData.AES_256)
                        .setWithIntegrityPacket(true)
                        .setProvider("SunJCE"));
        generator.addMethod(new JcePBEKeyEncryptionMethodGenerator("bench".toCharArray()));
        byte[] part = new byte[1 << 17];
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(to), 1 << 18);
                OutputStream out = generator.open(file, part);
                OutputStream literal =
                        new PGPLiteralDataGenerator().open(out, 'b', "", PGPLiteralData.NOW, new byte[1 << 17])) {
            Files.copy(from, literal);
        }
    }
}
