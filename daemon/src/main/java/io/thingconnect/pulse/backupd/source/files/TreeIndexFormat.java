package io.thingconnect.pulse.backupd.source.files;

import io.thingconnect.pulse.backupd.backupset.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bytes of a tree index, all numbers big-endian: magic (8 bytes), version (4), content id (32), number of entries (4);
 * for each entry, in ascending order of the paths, the path's length in bytes (4) and its UTF-8 text, size (8), mtime
 * and ctime each as seconds since 1970 (8) and nanoseconds (4), inode (8); at the end the SHA-256 of all before (32).
 */
final class TreeIndexFormat {
    /** "PBTREE" and a line end, which a text-mode transfer would break. */
    private static final long MAGIC = 0x5042545245450d0aL;

    private static final int VERSION = 1;
    private static final int HASH = 32;
    private static final int NANOS = 1_000_000_000;
    private static final TreeIndex.Unusable DAMAGED = new TreeIndex.Unusable("the parent's tree index is damaged");

    private TreeIndexFormat() {}

    static byte[] encode(TreeIndex index) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(MAGIC);
            out.writeInt(VERSION);
            out.write(HexFormat.of().parseHex(index.contentId()));
            out.writeInt(index.stamps().size());
            for (Map.Entry<String, Stamp> entry : index.stamps().entrySet()) {
                byte[] path = entry.getKey().getBytes(StandardCharsets.UTF_8);
                out.writeInt(path.length);
                out.write(path);
                Stamp stamp = entry.getValue();
                out.writeLong(stamp.size());
                write(stamp.mtime(), out);
                write(stamp.ctime(), out);
                out.writeLong(stamp.inode());
            }
            out.write(HexFormat.of().parseHex(Sha256.of(bytes.toByteArray()).hex()));
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array never fails", e);
        }
        return bytes.toByteArray();
    }

    private static void write(Instant time, DataOutputStream out) throws IOException {
        out.writeLong(time.getEpochSecond());
        out.writeInt(time.getNano());
    }

    static TreeIndex.Reading decode(byte[] bytes) {
        if (bytes.length < Long.BYTES + Integer.BYTES + HASH || !endsWithItsHash(bytes)) {
            return DAMAGED;
        }
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes, 0, bytes.length - HASH);
            if (in.getLong() != MAGIC) {
                return DAMAGED;
            }
            int version = in.getInt();
            if (version > VERSION) {
                return new TreeIndex.Unusable("the parent's tree index was written by a newer version");
            }
            return version == VERSION ? new TreeIndex.Usable(entries(in)) : DAMAGED;
        } catch (BufferUnderflowException | IllegalArgumentException | DateTimeException | CharacterCodingException e) {
            return DAMAGED;
        }
    }

    private static boolean endsWithItsHash(byte[] bytes) {
        var digest = Sha256.digest();
        digest.update(bytes, 0, bytes.length - HASH);
        String stands = HexFormat.of().formatHex(bytes, bytes.length - HASH, bytes.length);
        return Sha256.of(digest).hex().equals(stands);
    }

    private static TreeIndex entries(ByteBuffer in) throws CharacterCodingException {
        byte[] id = new byte[HASH];
        in.get(id);
        int count = in.getInt();
        TreeMap<String, Stamp> stamps = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            String path = path(in);
            if (!stamps.isEmpty() && path.compareTo(stamps.lastKey()) <= 0) {
                throw new IllegalArgumentException("out of order: " + path);
            }
            stamps.put(path, stamp(in));
        }
        if (count < 0 || in.hasRemaining()) {
            throw new IllegalArgumentException("not " + count + " entries");
        }
        return new TreeIndex(HexFormat.of().formatHex(id), stamps);
    }

    private static String path(ByteBuffer in) throws CharacterCodingException {
        int length = in.getInt();
        if (length <= 0 || length > in.remaining()) {
            throw new IllegalArgumentException("a path of " + length + " bytes");
        }
        ByteBuffer text = in.slice(in.position(), length);
        in.position(in.position() + length);
        return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
    }

    private static Stamp stamp(ByteBuffer in) {
        long size = in.getLong();
        Instant mtime = time(in);
        Instant ctime = time(in);
        long inode = in.getLong();
        if (size < 0) {
            throw new IllegalArgumentException("a size of " + size);
        }
        return new Stamp(size, mtime, ctime, inode);
    }

    private static Instant time(ByteBuffer in) {
        long seconds = in.getLong();
        int nanos = in.getInt();
        if (nanos < 0 || nanos >= NANOS) {
            throw new IllegalArgumentException("a time of " + nanos + " ns");
        }
        return Instant.ofEpochSecond(seconds, nanos);
    }
}
