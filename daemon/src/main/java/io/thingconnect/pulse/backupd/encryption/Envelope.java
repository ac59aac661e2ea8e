package io.thingconnect.pulse.backupd.encryption;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * One message before it is opened: who can, and what is inside, still encrypted. Refused by name are messages without an
 * integrity check, of newer kinds that {@code gpg} 2.2 does not know either, and what is no message at all.
 */
final class Envelope {
    private static final int FOR_PUBLIC_KEY = 1;
    private static final int FOR_PASSPHRASE = 3;
    private static final int UNCHECKED = 9;
    private static final int MARKER = 10;
    private static final int NEWER = 20;

    /** Each is a guess for each passphrase we have. */
    private static final int MOST_PASSPHRASES = 8;

    private static final int MOST_OPENERS = 64;
    private static final int LONGEST_OPENER = 8192;

    private final InputStream in;
    private final boolean lenient;
    private final List<ForPassphrase> passphrases = new ArrayList<>();
    private final List<byte[]> publicKeys = new ArrayList<>();
    private PacketInput encrypted;
    private byte[] head;

    private Envelope(InputStream in, boolean lenient) {
        this.in = in;
        this.lenient = lenient;
    }

    /**
     * What makes a key out of a passphrase.
     *
     * @param algorithm of the key that the passphrase makes
     * @param sealed the message's own key, encrypted with that one; empty: it is that one
     */
    record ForPassphrase(int algorithm, S2k s2k, List<Byte> sealed) {
        ForPassphrase {
            sealed = List.copyOf(sealed);
        }

        /** Empty where it cannot be the right passphrase. */
        Optional<SessionKey> key(Function<S2k, byte[]> derive) {
            byte[] made = derive.apply(s2k);
            OptionalInt length = SessionKey.length(algorithm);
            if (length.isEmpty() || made.length < length.getAsInt()) {
                return Optional.empty();
            }
            byte[] key = java.util.Arrays.copyOf(made, length.getAsInt());
            if (sealed.isEmpty()) {
                return Optional.of(SessionKey.of(key));
            }
            byte[] opened = new byte[sealed.size()];
            for (int i = 0; i < opened.length; i++) {
                opened[i] = sealed.get(i);
            }
            Cfb.decrypting(key, opened.length + Cfb.BLOCK).apply(opened, 0, opened.length);
            OptionalInt inner = SessionKey.length(opened[0]);
            return inner.isPresent() && inner.getAsInt() == opened.length - 1
                    ? Optional.of(SessionKey.of(java.util.Arrays.copyOfRange(opened, 1, opened.length)))
                    : Optional.empty();
        }
    }

    static Envelope read(InputStream in, boolean lenient) throws IOException {
        Envelope envelope = new Envelope(in, lenient);
        try {
            envelope.readOpeners();
        } catch (EOFException e) {
            throw new DamagedMessageException("it ends too early");
        }
        return envelope;
    }

    private void readOpeners() throws IOException {
        for (int i = 0; i <= MOST_OPENERS; i++) {
            PacketInput packet = PacketInput.next(in, lenient);
            if (packet == null) {
                throw new DamagedMessageException("it ends too early");
            }
            switch (packet.tag()) {
                case MARKER -> packet.whole(3);
                case FOR_PUBLIC_KEY -> publicKeys.add(packet.whole(LONGEST_OPENER));
                case FOR_PASSPHRASE -> addPassphrase(packet.whole(LONGEST_OPENER));
                case EncryptingStream.ENCRYPTED -> {
                    begin(packet);
                    return;
                }
                case UNCHECKED, NEWER ->
                    throw new DamagedMessageException(
                            packet.tag() == NEWER
                                    ? "it is encrypted in a way (AEAD) that is not supported"
                                    : "it has no integrity check, and is refused");
                default ->
                    throw new DamagedMessageException("it is no encrypted OpenPGP message, but has a packet "
                            + packet.tag() + " where one begins");
            }
        }
        throw new DamagedMessageException("it names more than " + MOST_OPENERS + " ways to open it");
    }

    private void addPassphrase(byte[] body) throws IOException {
        if (passphrases.size() == MOST_PASSPHRASES) {
            throw new DamagedMessageException("it names more than " + MOST_PASSPHRASES + " passphrases");
        }
        DataInputStream data = new DataInputStream(new ByteArrayInputStream(body));
        int version = data.readUnsignedByte();
        if (version != 4) {
            throw new DamagedMessageException(
                    "it names a passphrase in format " + version + ", which is not supported");
        }
        int algorithm = data.readUnsignedByte();
        S2k s2k = S2k.read(data);
        List<Byte> sealed = new ArrayList<>();
        for (byte octet : data.readAllBytes()) {
            sealed.add(octet);
        }
        passphrases.add(new ForPassphrase(algorithm, s2k, sealed));
    }

    private void begin(PacketInput packet) throws IOException {
        int version = packet.read();
        if (version != 1) {
            throw new DamagedMessageException("it is encrypted in format " + version + ", which is not supported");
        }
        encrypted = packet;
        head = packet.readNBytes(DecryptingStream.PREFIX + 1);
        if (head.length <= DecryptingStream.PREFIX) {
            throw new DamagedMessageException("it ends too early");
        }
    }

    List<ForPassphrase> passphrases() {
        return List.copyOf(passphrases);
    }

    /** The bodies of the packets for public keys, as they stand. */
    List<byte[]> publicKeys() {
        return List.copyOf(publicKeys);
    }

    /** False where this key is certainly not the right one; true by chance in one of four million. */
    boolean mayOpen(SessionKey key) {
        byte[] plain = head.clone();
        Cfb.decrypting(key.bytes(), plain.length + Cfb.BLOCK).apply(plain, 0, plain.length);
        int last = DecryptingStream.PREFIX - 1;
        boolean repeated = plain[last] == plain[last - 2] && plain[last - 1] == plain[last - 3];
        int tag = plain[last + 1] & 0xff;
        boolean begins = tag == 0xcb || tag == 0xc8 || tag >> 2 == 0xac >> 2 || tag >> 2 == 0xa0 >> 2;
        return repeated && (begins || lenient);
    }

    InputStream open(SessionKey key) throws IOException {
        InputStream whole = new SequenceInputStream(new ByteArrayInputStream(head), encrypted);
        DecryptingStream inside = new DecryptingStream(whole, key, lenient);
        return lenient ? ContentStream.lenient(inside, in) : ContentStream.strict(inside, in);
    }

    @Override
    public String toString() {
        return "an encrypted message";
    }
}
