package io.thingconnect.pulse.backupd.archive;

import com.github.luben.zstd.ZstdInputStream;
import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Owner;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * An archive of ours and, found by other programs' readers, where in it each member lies: in the tar stream by the tar
 * library, in the stored bytes by the platform's inflater and the zstd library.
 */
final class DamagedTar {
    private static final int BLOCK = 128 * 1024;
    private static final int MEMBERS = 70;

    private final Compression compression;
    private final byte[] plain;
    private final byte[] stored;
    private final List<Piece> pieces;
    private final Map<String, Sha256> hashes = new HashMap<>();
    private final List<int[]> blocks = new ArrayList<>();

    /** Where a member begins (its first header) and ends (its content) in the tar stream. */
    record Piece(String path, int from, int to, long size) {}

    private DamagedTar(Compression compression, byte[] plain, byte[] stored) throws IOException {
        this.compression = compression;
        this.plain = plain;
        this.stored = stored;
        this.pieces = locate();
    }

    static DamagedTar of(Compression compression) throws IOException, BackupException, DataFormatException {
        DamagedTar tar = new DamagedTar(compression, write(Compression.NONE), write(compression));
        if (compression == Compression.GZIP) {
            tar.findBlocks();
        }
        return tar;
    }

    private static byte[] write(Compression compression) throws IOException, BackupException {
        Random random = new Random(42);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ArchiveWriter writer = ArchiveWriter.open(out, compression, compression.defaultLevel(), 2, Keys.none())) {
            for (int i = 0; i < MEMBERS; i++) {
                byte[] content = content(i, random);
                Entry entry = new Entry(
                        "var/lib/files/file-" + i,
                        EntryType.FILE,
                        Component.STATE,
                        content.length,
                        0640,
                        new Owner(0, 0, "root", "root"),
                        Instant.parse("2024-01-14T22:10:03.123456700Z"),
                        null,
                        null,
                        Map.of(),
                        null);
                writer.add(entry, stream -> stream.write(content));
            }
            writer.finish();
        }
        return out.toByteArray();
    }

    /** Noise and text, small and large. */
    private static byte[] content(int number, Random random) {
        byte[] content = new byte[number % 5 == 0 ? 200_000 + random.nextInt(200_000) : random.nextInt(30_000)];
        random.nextBytes(content);
        if (number % 3 == 0) {
            byte[] words =
                    "probe gateway answered in milliseconds and nobody knows why; ".getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < content.length; i++) {
                content[i] = (content[i] & 7) == 0 ? (byte) ('0' + (content[i] >> 4 & 7)) : words[i % words.length];
            }
        }
        return content;
    }

    private List<Piece> locate() throws IOException {
        List<Piece> found = new ArrayList<>();
        int from = 0;
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(plain))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                int data = (int) tar.getBytesRead();
                int to = (int) (data + entry.getSize());
                found.add(new Piece(entry.getName(), from, to, entry.getSize()));
                hashes.put(entry.getName(), Sha256.of(Arrays.copyOfRange(plain, data, to)));
                from = (to + 511) / 512 * 512;
            }
        }
        return found;
    }

    /** Stored begin and end of what unfolds to each 128 KiB: behind each stands 00 00 FF FF. */
    private void findBlocks() throws DataFormatException {
        Inflater inflater = new Inflater(true);
        byte[] out = new byte[BLOCK + 1];
        int begin = 10;
        int fed = 10;
        int n = 0;
        while (!inflater.finished()) {
            int end = fed + 1;
            while (end < stored.length && !isMark(end - 4)) {
                end++;
            }
            inflater.setInput(stored, fed, end - fed);
            fed = end;
            for (int more = -1; more != 0 && !inflater.finished(); n += more) {
                more = inflater.inflate(out, n, out.length - n);
            }
            if (n == BLOCK || inflater.finished()) {
                blocks.add(new int[] {begin, end});
                begin = end;
                n = 0;
            }
        }
        long done = inflater.getBytesWritten();
        inflater.end();
        if (done != plain.length || blocks.size() != plain.length / BLOCK + 1) {
            throw new IllegalStateException("the map is wrong: " + done);
        }
    }

    private boolean isMark(int at) {
        return stored[at] == 0 && stored[at + 1] == 0 && stored[at + 2] == -1 && stored[at + 3] == -1;
    }

    Compression compression() {
        return compression;
    }

    byte[] plain() {
        return plain;
    }

    byte[] stored() {
        return stored;
    }

    List<Piece> pieces() {
        return pieces;
    }

    Set<String> paths() {
        return new TreeSet<>(hashes.keySet());
    }

    boolean knows(String path, long size) {
        return pieces.stream().anyMatch(piece -> piece.path().equals(path) && piece.size() == size);
    }

    boolean is(String path, Sha256 hash) {
        return hash.equals(hashes.get(path));
    }

    /** Members all of whose bytes come out of the stored bytes before this place. */
    Set<String> wholeBefore(int at) throws IOException, DataFormatException {
        int out = plainBefore(at);
        Set<String> whole = new TreeSet<>();
        for (Piece piece : pieces) {
            if (piece.to() <= out) {
                whole.add(piece.path());
            }
        }
        return whole;
    }

    private int plainBefore(int at) throws IOException, DataFormatException {
        return switch (compression) {
            case NONE -> at;
            case GZIP -> inflated(at);
            case ZSTD -> unfolded(at);
        };
    }

    private int inflated(int at) throws DataFormatException {
        Inflater inflater = new Inflater(true);
        byte[] out = new byte[plain.length];
        int done = 0;
        if (at > 10) {
            inflater.setInput(stored, 10, at - 10);
            for (int n = inflater.inflate(out); n > 0; n = inflater.inflate(out)) {
                done += n;
            }
        }
        inflater.end();
        return done;
    }

    private int unfolded(int at) throws IOException {
        ByteArrayInputStream bytes = new ByteArrayInputStream(stored, 0, at);
        int done = 0;
        try (ZstdInputStream zstd = new ZstdInputStream(bytes)) {
            // An end that comes too early is an end here.
            zstd.setContinuous(true);
            byte[] out = new byte[4096];
            for (int n = zstd.read(out); n > 0; n = zstd.read(out)) {
                done += n;
            }
        }
        return done;
    }

    /**
     * Members all of whose bytes come out of the stored bytes from this place on, zeros standing for the 32 KiB that the
     * first block there refers to.
     */
    Set<String> wholeBehind(int end) throws DataFormatException {
        Set<String> whole = new TreeSet<>();
        byte[] out = new byte[plain.length];
        int from = behind(end, out);
        for (Piece piece : pieces) {
            boolean equal = piece.from() >= from
                    && Arrays.equals(plain, piece.from(), piece.to(), out, piece.from(), piece.to());
            if (equal) {
                whole.add(piece.path());
            }
        }
        return whole;
    }

    /** Fills in what comes out; returns from where on in the tar stream. */
    private int behind(int end, byte[] out) throws DataFormatException {
        switch (compression) {
            case NONE -> {
                System.arraycopy(plain, end, out, end, plain.length - end);
                return end;
            }
            case ZSTD -> {
                return plain.length + 1;
            }
            case GZIP -> {
                int first = 0;
                while (first < blocks.size() && blocks.get(first)[0] - 4 < end) {
                    first++;
                }
                int at = first * BLOCK;
                if (first < blocks.size()) {
                    Inflater inflater = new Inflater(true);
                    inflater.setDictionary(new byte[32 * 1024]);
                    int begin = blocks.get(first)[0];
                    inflater.setInput(stored, begin, stored.length - begin);
                    int done = at;
                    while (!inflater.finished()) {
                        done += inflater.inflate(out, done, out.length - done);
                    }
                    inflater.end();
                }
                return first < blocks.size() ? at : plain.length + 1;
            }
        }
        throw new IllegalStateException("a compression nobody knows");
    }
}
