package io.thingconnect.pulse.backupd.encryption;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPPublicKeyRingCollection;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureSubpacketVector;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPGPDataEncryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPublicKeyKeyEncryptionMethodGenerator;

/** The public keys that backups are encrypted to, from files as {@code gpg --export} writes them, armored or not. */
public final class Recipients {
    private final List<PGPPublicKey> keys;

    private Recipients(List<PGPPublicKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /**
     * Takes from each key in the files the newest part that is made for encrypting and is not revoked. One that has expired
     * serves all the same: its owner can still read, and no backup at all would be worse. The files are trusted as the
     * configuration is: signatures on the keys are not checked.
     *
     * @throws BackupException {@code CONFIG_INVALID}, naming the file
     */
    public static Recipients read(List<Path> files) throws BackupException {
        List<PGPPublicKey> keys = new ArrayList<>();
        for (Path file : files) {
            try (InputStream in = PGPUtil.getDecoderStream(new BufferedInputStream(Files.newInputStream(file)))) {
                Iterator<PGPPublicKeyRing> rings =
                        new PGPPublicKeyRingCollection(in, new BcKeyFingerprintCalculator()).getKeyRings();
                if (!rings.hasNext()) {
                    throw unusable(file, "it holds no public key", null);
                }
                while (rings.hasNext()) {
                    keys.add(encrypting(rings.next())
                            .orElseThrow(() -> unusable(
                                    file, "it holds a key without any part that can still be encrypted to", null)));
                }
            } catch (IOException | PGPException | RuntimeException e) {
                throw unusable(file, String.valueOf(e.getMessage()), e);
            }
        }
        return new Recipients(keys);
    }

    private static BackupException unusable(Path file, String why, Exception cause) {
        return new BackupException(
                ErrorCode.CONFIG_INVALID,
                "backup.encryption.recipients: " + file + " cannot be used: " + why,
                "Export the key again: gpg --export --armor NAME",
                cause);
    }

    private static Optional<PGPPublicKey> encrypting(PGPPublicKeyRing ring) {
        PGPPublicKey best = null;
        for (Iterator<PGPPublicKey> parts = ring.getPublicKeys(); parts.hasNext(); ) {
            PGPPublicKey part = parts.next();
            boolean usable = part.isEncryptionKey() && !part.hasRevocation() && isFor(part);
            if (usable && (best == null || created(part).isAfter(created(best)))) {
                best = part;
            }
        }
        return ring.getPublicKey().hasRevocation() ? Optional.empty() : Optional.ofNullable(best);
    }

    private static Instant created(PGPPublicKey key) {
        return key.getCreationTime().toInstant();
    }

    /** By its flags, where it has any. */
    private static boolean isFor(PGPPublicKey key) {
        boolean flagged = false;
        for (Iterator<PGPSignature> signatures = key.getSignatures(); signatures.hasNext(); ) {
            PGPSignatureSubpacketVector hashed = signatures.next().getHashedSubPackets();
            int flags = hashed == null ? 0 : hashed.getKeyFlags();
            if ((flags & (KeyFlags.ENCRYPT_COMMS | KeyFlags.ENCRYPT_STORAGE)) != 0) {
                return true;
            }
            flagged |= flags != 0;
        }
        return !flagged;
    }

    /** Packets that give the key of a message to each of them. */
    byte[] openers(SessionKey key, SecureRandom random) throws IOException {
        ByteArrayOutputStream packets = new ByteArrayOutputStream();
        BcPGPDataEncryptorBuilder method =
                new BcPGPDataEncryptorBuilder(SessionKey.AES_256).setWithIntegrityPacket(true);
        for (PGPPublicKey recipient : keys) {
            try {
                packets.write(new BcPublicKeyKeyEncryptionMethodGenerator(recipient)
                        .setSecureRandom(random)
                        .generate(method, key.bytes())
                        .getEncoded());
            } catch (PGPException e) {
                throw new IOException("cannot encrypt to key " + Long.toHexString(recipient.getKeyID()), e);
            }
        }
        return packets.toByteArray();
    }

    /** The ids of those parts of the keys that are encrypted to. */
    Set<Long> ids() {
        Set<Long> ids = new TreeSet<>();
        keys.forEach(key -> ids.add(key.getKeyID()));
        return ids;
    }
}
