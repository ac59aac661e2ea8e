package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Database states in memory, and deltas between them. */
// The records are only carried from here to there, never compared.
@SuppressWarnings("ArrayRecordComponent")
final class Deltas {
    private Deltas() {}

    /** A state's pages. */
    record Pages(int pageSize, byte[] file) implements PageSource {
        @Override
        public long pages() {
            return file.length / pageSize;
        }

        @Override
        public void read(long first, int count, byte[] into) {
            System.arraycopy(file, (int) (first - 1) * pageSize, into, 0, count * pageSize);
        }
    }

    record Made(byte[] state, Path map, Path delta, DatabaseSnapshot.Changed changed) {}

    /** Random pages, the first of which begins like a database's. */
    static byte[] state(int pageSize, int pages, Random random) {
        byte[] state = new byte[pageSize * pages];
        random.nextBytes(state);
        putHeader(state, pageSize);
        return state;
    }

    private static void putHeader(byte[] state, int pageSize) {
        ByteBuffer head = ByteBuffer.wrap(state);
        head.put("SQLite format 3\0".getBytes(StandardCharsets.US_ASCII));
        head.putShort((short) (pageSize == 65536 ? 1 : pageSize)).put((byte) 2).put((byte) 2);
    }

    /** Some pages changed, perhaps some more or fewer of them. */
    static byte[] evolve(byte[] state, int pageSize, Random random) {
        int before = state.length / pageSize;
        int pages =
                switch (random.nextInt(4)) {
                    case 0 -> before + random.nextInt(12);
                    case 1 -> 1 + random.nextInt(before);
                    default -> before;
                };
        byte[] next = Arrays.copyOf(state, pages * pageSize);
        byte[] page = new byte[pageSize];
        for (int i = 0; i < pages; i++) {
            boolean change = i >= before ? random.nextInt(5) > 0 : random.nextInt(6) == 0;
            if (change) {
                random.nextBytes(page);
                System.arraycopy(page, 0, next, i * pageSize, pageSize);
            }
        }
        putHeader(next, pageSize);
        return next;
    }

    static Path mapOf(Path dir, byte[] state, int pageSize) throws IOException, BackupException {
        Path map = dir.resolve("base.map");
        PageStream.copy(new Pages(pageSize, state), OutputStream.nullOutputStream(), map, new Work());
        return map;
    }

    static Made make(Path dir, String name, Path parentMap, byte[] state, int pageSize)
            throws IOException, BackupException {
        Path map = dir.resolve(name + ".map");
        Path delta = dir.resolve(name + ".delta");
        PageSource source = new Pages(pageSize, state);
        try (DeltaFiles files = new DeltaFiles(source, map, delta)) {
            Sha256 after = ChangedPages.write(source, parentMap, files, new Work());
            return new Made(state, map, delta, files.keep(after, 0, 0));
        }
    }

    record Laid(byte[] file, DeltaOverlay.Result result) {}

    static Laid lay(byte[] base, List<Path> deltas) throws IOException, BackupException {
        return lay(base, deltas, new Random(base.length));
    }

    /** The base goes in by pieces of random size. */
    static Laid lay(byte[] base, List<Path> deltas, Random random) throws IOException, BackupException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeltaOverlay overlay = DeltaOverlay.open(deltas, out, new Work())) {
            int longest = 1 << random.nextInt(18);
            int at = 0;
            while (at < base.length) {
                int length = Math.min(base.length - at, 1 + random.nextInt(longest));
                overlay.write(base, at, length);
                at += length;
            }
            DeltaOverlay.Result result = overlay.finish();
            return new Laid(out.toByteArray(), result);
        } catch (IOException e) {
            if (e.getCause() instanceof BackupException) {
                throw (BackupException) e.getCause();
            }
            throw e;
        }
    }
}
