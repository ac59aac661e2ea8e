package io.thingconnect.pulse.backupd.archive;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.Mutations;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.encryption.Opening;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Seeded mutations: the salvage reader never throws, never hangs, and never yields more than it was allowed. */
final class SalvageReaderFuzzTest {
    private static final int CASES = 20_000;
    private static final int BATCH = 500;
    private static final long MOST = 4 << 20;

    private int members;
    private int torn;
    private int damaged;

    @ParameterizedTest
    @EnumSource(Compression.class)
    void mutatedArchivesAreReadAsFarAsTheyCanBe(Compression compression) throws IOException, BackupException {
        byte[] archive = Samples.archive(compression);
        Random random = new Random(compression.suffix().length());
        for (int i = 0; i < CASES; i += BATCH) {
            assertTimeoutPreemptively(
                    Duration.ofSeconds(60),
                    () -> {
                        for (int n = 0; n < BATCH; n++) {
                            read(Mutations.of(archive, random), compression);
                        }
                    },
                    "around case " + i);
        }
        System.out.printf(
                "salvage fuzz, %s: %d cases, %d damaged, %d members, %d of them torn%n",
                compression.word(), CASES, damaged, members, torn);
        assertTrue(members > CASES, "hardly anything was read: " + members);
        assertTrue(damaged > CASES / 4, "hardly anything was damaged: " + damaged);
    }

    private void read(byte[] bytes, Compression compression) throws BackupException {
        SalvageReader.Expectation expectation = new SalvageReader.Expectation(MOST, member -> true, refusal -> {});
        try (SalvageReader reader =
                SalvageReader.open(new ByteArrayInputStream(bytes), compression, Opening.PLAIN, expectation)) {
            byte[] buffer = new byte[8192];
            long all = 0;
            for (ArchiveMember member = reader.next(); member != null; member = reader.next()) {
                members++;
                long size = 0;
                for (int n = reader.read(buffer, 0, buffer.length); n >= 0; n = reader.read(buffer, 0, buffer.length)) {
                    size += n;
                }
                all += size;
                torn += reader.isTorn() ? 1 : 0;
                assertTrue(size == member.size() || reader.isTorn(), "a content that is not as long as it says");
            }
            assertTrue(all <= MOST, "more than allowed: " + all);
            damaged += reader.isDamaged() ? 1 : 0;
        }
    }
}
