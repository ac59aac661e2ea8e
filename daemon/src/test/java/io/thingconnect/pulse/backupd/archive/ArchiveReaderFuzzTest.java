package io.thingconnect.pulse.backupd.archive;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Seeded mutations of real archives: a typed error or success, never an unchecked exception, never a hang. */
final class ArchiveReaderFuzzTest {
    private static final int CASES = 5000;

    @ParameterizedTest
    @EnumSource(Compression.class)
    void mutatedArchivesAreReadOrRefused(Compression compression) throws IOException, BackupException {
        byte[] archive = Samples.archive(compression);
        Random random = new Random(compression.suffix().length());
        run(() -> mutate(archive, random), compression);
    }

    /** Behind a compressor almost every mutation dies at its checksum; so here the tar stream is mutated before it. */
    @ParameterizedTest
    @EnumSource(
            value = Compression.class,
            names = {"GZIP", "NONE"})
    void mutatedTarStreamsAreReadOrRefused(Compression compression) throws IOException, BackupException {
        byte[] tar = Samples.archive(Compression.NONE);
        Random random = new Random(7);
        run(() -> wrap(withSums(mutate(tar, random)), compression), compression);
    }

    private interface Source {
        byte[] next() throws IOException;
    }

    private static void run(Source source, Compression compression) throws IOException {
        Map<ErrorCode, Integer> outcomes = new EnumMap<>(ErrorCode.class);
        int successes = 0;
        for (int i = 0; i < CASES; i++) {
            byte[] mutated = source.next();
            int number = i;
            ErrorCode outcome =
                    assertTimeoutPreemptively(Duration.ofSeconds(30), () -> outcome(mutated, compression, number));
            if (outcome == null) {
                successes++;
            } else {
                outcomes.merge(outcome, 1, Integer::sum);
            }
        }
        assertTrue(outcomes.getOrDefault(ErrorCode.ARCHIVE_CORRUPT, 0) > CASES / 10, outcomes + ", read " + successes);
    }

    private static ErrorCode outcome(byte[] mutated, Compression compression, int number) {
        try {
            Samples.read(mutated, compression);
            return null;
        } catch (BackupException e) {
            boolean defect =
                    e.getCause() instanceof RuntimeException && e.getMessage().contains("understood");
            boolean typed = e.code() == ErrorCode.ARCHIVE_CORRUPT || e.code() == ErrorCode.ARCHIVE_UNSAFE;
            if (defect || !typed) {
                fail("case " + number + ": " + e.getMessage(), e);
            }
            return e.code();
        } catch (RuntimeException | Error e) {
            return fail("case " + number, e);
        }
    }

    private static byte[] mutate(byte[] original, Random random) {
        byte[] bytes = original.clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(bytes.length);
            int run = Math.min(bytes.length - at, 1 + random.nextInt(600));
            switch (random.nextInt(7)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt();
                case 2 -> bytes[at] = (byte) "0157LKxgS/.\0 9".charAt(random.nextInt(14));
                case 3 -> Arrays.fill(bytes, at, at + run, (byte) 0);
                case 4 -> bytes = Arrays.copyOf(bytes, at);
                case 5 -> System.arraycopy(bytes, random.nextInt(bytes.length - run + 1), bytes, at, run);
                default -> bytes[Math.min(bytes.length - 1, at / 512 * 512 + random.nextInt(512))] = (byte) 0xff;
            }
            if (bytes.length == 0) {
                return bytes;
            }
        }
        return bytes;
    }

    /** Header checksums corrected, so that mutations reach what lies behind them. */
    private static byte[] withSums(byte[] tar) {
        for (int at = 0; at + 512 <= tar.length; at += 512) {
            boolean header = tar[at + 257] == 'u' && tar[at + 258] == 's';
            if (header) {
                Arrays.fill(tar, at + 148, at + 156, (byte) ' ');
                int sum = 0;
                for (int i = at; i < at + 512; i++) {
                    sum += tar[i] & 0xff;
                }
                byte[] digits = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(digits, 0, tar, at + 148, 8);
            }
        }
        return tar;
    }

    private static byte[] wrap(byte[] tar, Compression compression) throws IOException {
        if (compression == Compression.NONE) {
            return tar;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(tar);
        }
        return out.toByteArray();
    }
}
