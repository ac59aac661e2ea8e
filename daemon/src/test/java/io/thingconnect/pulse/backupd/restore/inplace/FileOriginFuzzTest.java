package io.thingconnect.pulse.backupd.restore.inplace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of scripts, changed at random: each is refused with an error of ours and changes nothing, or is restored and can be
 * undone. Anything else that is thrown fails the test with the round that makes it come again.
 */
final class FileOriginFuzzTest {
    private static final long SEED = 4711;
    private static final int ROUNDS = 120;
    /** Beyond so many, what can be opened is only planned: restores wait for the disk. */
    private static final int TRIED = 6;

    private static final int BLOCK = 512;

    @TempDir
    Path directory;

    private InPlaceBox box;
    private Map<String, String> old;
    private int opened;

    @BeforeEach
    void create() throws Exception {
        box = InPlaceBox.create(directory.resolve("box"));
        old = box.tree();
    }

    private byte[] tar() throws Exception {
        Path tar = directory.resolve("whole.tar");
        Process process = new ProcessBuilder(
                        "tar",
                        "-cf",
                        tar.toString(),
                        "-C",
                        box.root().toString(),
                        "--exclude=backups",
                        "--exclude=pulse.db-*",
                        InPlaceBox.ETC,
                        InPlaceBox.LIB)
                .inheritIO()
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0);
        return Files.readAllBytes(tar);
    }

    private static byte[] gzip(byte[] bytes) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    @Test
    void whateverAFileHolds_itIsRefusedOrRestored_andNothingElseIsTouched() throws Exception {
        byte[] tar = tar();
        byte[] database = Files.readAllBytes(box.at(InPlaceBox.LIB + "/pulse.db"));
        Path input = directory.resolve("input");
        List<String> before = beside();
        int restored = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Random random = new Random(SEED + round);
            byte[] changed =
                    switch (round % 4) {
                        case 0 -> changed(database, random);
                        case 1 -> gzip(changedTar(tar, random));
                        case 2 -> changed(gzip(tar), random);
                        default -> changedTar(tar, random);
                    };
            Files.write(input, changed);
            try {
                restored += restored(input) ? 1 : 0;
            } catch (RuntimeException | Error e) {
                throw new AssertionError("round " + round, e);
            }
        }
        assertEquals(old, box.tree());
        assertEquals(List.of(), box.leftovers());
        assertEquals(before, beside());
        System.out.println("changed files of scripts: " + ROUNDS + ", of which " + opened + " could be opened; of "
                + Math.min(opened, TRIED) + " tried " + restored + " were restored and undone");
        assertTrue(restored > 0 && restored < TRIED && opened < ROUNDS, "restored " + restored);
    }

    /** What lies outside of the box. */
    private List<String> beside() throws Exception {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(path -> !path.startsWith(box.root()))
                    .map(Path::toString)
                    .filter(path -> !path.endsWith("/input"))
                    .sorted()
                    .toList();
        }
    }

    private boolean restored(Path input) throws Exception {
        InPlaceRestore engine = box.engine(Surroundings.none(), FileSteps.unwatched());
        try (FileOrigin origin = FileOrigin.open(input, box.trees(), box.state(), new Work())) {
            InPlaceRestore.Request request =
                    new InPlaceRestore.Request(origin, Selection.everything(), false, Set.of(), 1);
            if (++opened > TRIED) {
                engine.plan(request);
                return false;
            }
            engine.restore(request, new Work());
        } catch (BackupException e) {
            assertTrue(!e.getMessage().isEmpty());
            if (opened <= TRIED) {
                assertEquals(old, box.tree(), e.getMessage());
            }
            return false;
        }
        engine.undo(new Work());
        assertEquals(old, box.tree());
        engine.expirePrevious(new InPlaceRestore.KeepPrevious(0, Duration.ZERO));
        return true;
    }

    private static byte[] changed(byte[] whole, Random random) {
        byte[] bytes = whole.clone();
        switch (random.nextInt(4)) {
            case 0 -> {
                return Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            case 1 -> {
                int from = random.nextInt(bytes.length);
                Arrays.fill(bytes, from, Math.min(bytes.length, from + random.nextInt(4096)), (byte) 0);
            }
            case 2 -> bytes[random.nextInt(Math.min(200, bytes.length))] ^= (byte) (1 << random.nextInt(8));
            default -> {
                for (int i = random.nextInt(8); i >= 0; i--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
            }
        }
        return bytes;
    }

    /** Half of them in a header whose checksum is right again: else nothing behind the first check would ever be asked. */
    private static byte[] changedTar(byte[] tar, Random random) {
        if (random.nextBoolean()) {
            return changed(tar, random);
        }
        byte[] bytes = tar.clone();
        int start = random.nextInt(bytes.length / BLOCK);
        for (int i = 0; i < bytes.length / BLOCK; i++) {
            int at = (start + i) % (bytes.length / BLOCK) * BLOCK;
            if (new String(bytes, at + 257, 5, StandardCharsets.ISO_8859_1).equals("ustar")) {
                int[] fields = {random.nextInt(100), 100 + random.nextInt(48), 156, 157 + random.nextInt(40)};
                bytes[at + fields[random.nextInt(fields.length)]] = (byte) "0123456789/.\0".charAt(random.nextInt(13));
                seal(bytes, at);
                return bytes;
            }
        }
        return bytes;
    }

    private static void seal(byte[] bytes, int at) {
        Arrays.fill(bytes, at + 148, at + 156, (byte) ' ');
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += bytes[at + i] & 0xff;
        }
        byte[] text = String.format("%06o\0 ", sum).getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(text, 0, bytes, at + 148, text.length);
    }
}
