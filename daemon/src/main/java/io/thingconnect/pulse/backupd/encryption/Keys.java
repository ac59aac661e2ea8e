package io.thingconnect.pulse.backupd.encryption;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * How backups are encrypted, and what opens those that are. For use by several threads.
 *
 * <p>A passphrase is made into a key once for each salt, because that takes a twentieth of a second, and one salt serves
 * as long as this object lives: each message differs from all others by its random first block, as with an IV.
 */
public final class Keys {
    private static final int MOST_KEPT = 256;
    private static final int KEY_BYTES = 32;
    private static final int SALT_BYTES = 8;

    private final Optional<Passphrase> passphrase;
    private final Optional<Recipients> recipients;
    private final List<Passphrase> readable;
    private final int old;
    private final String hint;
    private final SecureRandom random = new SecureRandom();
    private final S2k s2k;
    private final Map<Guess, byte[]> made = new LinkedHashMap<>(16, 0.75f, true);

    private record Guess(int passphrase, S2k s2k) {}

    /** @param old how many at the end of {@code readable} stand for earlier times */
    private Keys(
            Optional<Passphrase> passphrase,
            Optional<Recipients> recipients,
            List<Passphrase> readable,
            int old,
            String hint) {
        this.passphrase = passphrase;
        this.recipients = recipients;
        this.readable = List.copyOf(readable);
        this.old = old;
        this.hint = requireNonNull(hint, "hint is null");
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        this.s2k = S2k.slow(salt);
    }

    /** Backups are not encrypted, and none that is can be read. */
    public static Keys none() {
        return unencrypted(Optional.empty(), List.of(), "");
    }

    /** Backups are not encrypted; those of a time when they were can still be read. */
    public static Keys unencrypted(Optional<Passphrase> passphrase, List<Passphrase> old, String hint) {
        List<Passphrase> readable = new ArrayList<>(passphrase.stream().toList());
        readable.addAll(old);
        return new Keys(Optional.empty(), Optional.empty(), readable, old.size(), hint);
    }

    /**
     * @param old still tried when reading
     * @param hint where the passphrase is kept, for people; "" for none
     */
    public static Keys passphrase(Passphrase passphrase, List<Passphrase> old, String hint) {
        List<Passphrase> readable = new ArrayList<>(List.of(passphrase));
        readable.addAll(old);
        return new Keys(Optional.of(passphrase), Optional.empty(), readable, old.size(), hint);
    }

    /** Backups are encrypted to public keys: this machine cannot read them. */
    public static Keys recipients(Recipients recipients, List<Passphrase> old, String hint) {
        return new Keys(Optional.empty(), Optional.of(recipients), old, old.size(), hint);
    }

    /** The same, and more that are tried when reading. */
    public Keys also(List<Passphrase> more) {
        List<Passphrase> all = new ArrayList<>(readable);
        all.addAll(more);
        return new Keys(passphrase, recipients, all, old + more.size(), hint);
    }

    /** Whether backups that are made now are encrypted. */
    public boolean encrypts() {
        return passphrase.isPresent() || recipients.isPresent();
    }

    /** Whether backups that are made now can be read here. */
    public boolean readsItsOwn() {
        return recipients.isEmpty();
    }

    public String hint() {
        return hint;
    }

    /**
     * @param out left open when the message ends, which it does when the stream is closed
     * @throws IllegalStateException where backups are not encrypted
     */
    public OutputStream encrypt(OutputStream out) throws IOException {
        byte[] prefix = new byte[Cfb.BLOCK];
        random.nextBytes(prefix);
        if (passphrase.isPresent()) {
            SessionKey key = SessionKey.of(key(0, s2k));
            return new EncryptingStream(out, opener(), key, prefix);
        }
        Recipients to = recipients.orElseThrow(() -> new IllegalStateException("nothing to encrypt with"));
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        SessionKey key = SessionKey.of(bytes);
        return new EncryptingStream(out, to.openers(key, random), key, prefix);
    }

    /** RFC 4880, 5.3: the passphrase makes the key of the message, there is none in between. */
    private byte[] opener() {
        byte[] salt = java.util.HexFormat.of().parseHex(s2k.salt());
        return ByteBuffer.allocate(6 + SALT_BYTES + 1)
                .put(new byte[] {(byte) 0xc3, 4 + SALT_BYTES + 1, 4, SessionKey.AES_256, 3, S2k.SHA256})
                .put(salt)
                .put((byte) S2k.SLOWEST)
                .array();
    }

    /**
     * The content of a message. Only when the stream has ended without an exception was it what had been written.
     *
     * @param in from the message's first byte; closed with the stream, and left open where this fails
     * @throws DamagedMessageException what it is not; also thrown by the stream
     * @throws IOException from {@code in} alone otherwise
     * @throws BackupException {@code KEY_MISSING}
     */
    public InputStream decrypt(InputStream in) throws IOException, BackupException {
        return open(Envelope.read(in, false));
    }

    /** Of what is stored encrypted, or not. */
    public Opening opening(boolean encrypted) {
        return encrypted ? this::decrypt : Opening.PLAIN;
    }

    /** As {@link #decrypt}, for a message that is damaged: what comes out is all that can be had, proven by nothing. */
    public InputStream decryptDamaged(InputStream in) throws IOException, BackupException {
        return open(Envelope.read(in, true));
    }

    private InputStream open(Envelope envelope) throws IOException, BackupException {
        for (int i = 0; i < readable.size(); i++) {
            Optional<SessionKey> key = find(envelope, i);
            if (key.isPresent()) {
                return envelope.open(key.get());
            }
        }
        throw locked(envelope);
    }

    private Optional<SessionKey> find(Envelope envelope, int index) {
        return envelope.passphrases().stream()
                .flatMap(way -> way.key(s -> key(index, s)).stream())
                .filter(envelope::mayOpen)
                .findFirst();
    }

    /**
     * Whether who can read a backup that is made now can read this one with the same secret: a chain of which each link
     * wants another one is of little use.
     *
     * @param in the beginning of a message
     * @throws IOException also where it is no message
     */
    public boolean sealsLike(InputStream in) throws IOException {
        Envelope envelope = Envelope.read(in, false);
        if (passphrase.isPresent()) {
            return find(envelope, 0).isPresent();
        }
        Set<Long> ids = new TreeSet<>();
        envelope.publicKeys().forEach(body -> ids.add(id(body)));
        return recipients.isPresent() && recipients.get().ids().equals(ids);
    }

    /** How backups that are made now are sealed. */
    public Seal seal() throws IOException {
        if (!encrypts()) {
            return Seal.NONE;
        }
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        try (OutputStream out = encrypt(message)) {
            out.write(0);
        }
        return Seal.read(new ByteArrayInputStream(message.toByteArray()));
    }

    /**
     * Which passphrase opens a message.
     *
     * @return 0: the one in force; from 1: so many-th of the old ones; empty: none of them
     * @throws IOException where it is no seal
     */
    public OptionalInt opener(Seal seal) throws IOException {
        if (seal.way() != Seal.Way.PASSPHRASE) {
            return OptionalInt.empty();
        }
        Envelope envelope = seal.envelope();
        for (int i = 0; i < readable.size(); i++) {
            if (find(envelope, i).isPresent()) {
                return OptionalInt.of(Math.max(0, i - (readable.size() - old) + 1));
            }
        }
        return OptionalInt.empty();
    }

    static long id(byte[] opener) {
        return opener.length < 9 ? 0 : ByteBuffer.wrap(opener, 1, 8).getLong();
    }

    private BackupException locked(Envelope envelope) {
        boolean byPassphrase = !envelope.passphrases().isEmpty();
        if (byPassphrase) {
            String tried = readable.isEmpty()
                    ? "no passphrase is configured"
                    : "none of the configured passphrases (" + readable.size() + ") opens it";
            return new BackupException(
                    ErrorCode.KEY_MISSING,
                    "it is encrypted, and " + tried,
                    "Put the passphrase it was written with into encryption.passphrase or encryption.oldPassphrases of"
                            + " backup.yaml, then: pulsectl reload; pulse-restore takes it with --passphrase-file FILE, too");
        }
        List<String> ids = envelope.publicKeys().stream()
                .map(body -> Long.toHexString(id(body)).toUpperCase(java.util.Locale.ROOT))
                .toList();
        return new BackupException(
                ErrorCode.KEY_MISSING,
                "it is encrypted to the public keys " + String.join(", ", ids)
                        + ", and this machine does not have the secret ones",
                "Here its bytes can be verified (pulsectl verify LABEL --level checksum); restore where the secret key is, by"
                        + " the commands of RESTORE.md at the destination.");
    }

    private byte[] key(int passphraseIndex, S2k from) {
        Guess guess = new Guess(passphraseIndex, from);
        synchronized (made) {
            byte[] known = made.get(guess);
            if (known != null) {
                return known;
            }
        }
        byte[] key = from.key(readable.get(passphraseIndex), KEY_BYTES);
        synchronized (made) {
            if (made.size() >= MOST_KEPT) {
                made.remove(made.keySet().iterator().next());
            }
            made.put(guess, key);
        }
        return key;
    }

    /** Whether both write and read the same, by the same secrets. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Keys keys
                && toString().equals(keys.toString())
                && hint.equals(keys.hint)
                && readable.equals(keys.readable)
                && recipients.map(Recipients::ids).equals(keys.recipients.map(Recipients::ids));
    }

    @Override
    public int hashCode() {
        return toString().hashCode() + 31 * hint.hashCode();
    }

    @Override
    public String toString() {
        return passphrase.isPresent() ? "passphrase" : recipients.isPresent() ? "recipients" : "none";
    }
}
