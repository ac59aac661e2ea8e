package io.thingconnect.pulse.backupd.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.encryption.Opening;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.DataFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Damage at seeded places, and what must come out by a map of members to stored bytes that the reader has no part in. */
final class SalvageReaderTest {
    private static final int HOLE = 64 * 1024;
    private static final int HOLES = 40;

    private static Set<String> whole(DamagedTar tar, byte[] stored) throws BackupException {
        Set<String> whole = new TreeSet<>();
        SalvageReader.Expectation expectation = new SalvageReader.Expectation(
                2L * tar.plain().length + (1 << 20), member -> tar.knows(member.path(), member.size()), refusal -> {});
        try (SalvageReader reader =
                SalvageReader.open(new ByteArrayInputStream(stored), tar.compression(), Opening.PLAIN, expectation)) {
            byte[] buffer = new byte[10_000];
            for (ArchiveMember member = reader.next(); member != null; member = reader.next()) {
                MessageDigest digest = Sha256.digest();
                for (int n = reader.read(buffer, 0, buffer.length); n >= 0; n = reader.read(buffer, 0, buffer.length)) {
                    digest.update(buffer, 0, n);
                }
                if (tar.is(member.path(), Sha256.of(digest))) {
                    whole.add(member.path());
                }
            }
        }
        return whole;
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void whatIsSoundIsReadWhole(Compression compression) throws Exception {
        DamagedTar tar = DamagedTar.of(compression);
        assertEquals(tar.paths(), whole(tar, tar.stored()));
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void next_goesOnBehindAHole(Compression compression) throws Exception {
        DamagedTar tar = DamagedTar.of(compression);
        Random random = new Random(64);
        int before = 0;
        int behind = 0;
        int more = 0;
        for (int i = 0; i < HOLES; i++) {
            int at = random.nextInt(tar.stored().length);
            byte[] damaged = tar.stored().clone();
            int end = Math.min(damaged.length, at + HOLE);
            Arrays.fill(damaged, at, end, (byte) 0);
            Set<String> must = new TreeSet<>(tar.wholeBefore(at));
            before += must.size();
            must.addAll(tar.wholeBehind(end));
            behind += must.size() - tar.wholeBefore(at).size();
            Set<String> is = whole(tar, damaged);
            Set<String> lacking = new TreeSet<>(must);
            lacking.removeAll(is);
            assertEquals(Set.of(), lacking, compression + ", hole at " + at);
            more += is.size() - must.size();
        }
        System.out.printf(
                "salvage, %s: %d holes of 64 KiB in %d members: %d members before them and %d behind them had to come out"
                        + " and did; %d more did%n",
                compression.word(), HOLES, tar.pieces().size(), before, behind, more);
        assertTrue(before > 0, "no hole left anything before it");
        assertTrue(compression == Compression.ZSTD || behind > before / 4, "hardly anything was behind a hole");
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void next_yieldsWhatIsBeforeATruncation(Compression compression) throws Exception {
        DamagedTar tar = DamagedTar.of(compression);
        Random random = new Random(5);
        for (int i = 0; i < 20; i++) {
            int at = random.nextInt(tar.stored().length);
            Set<String> lacking = new TreeSet<>(tar.wholeBefore(at));
            lacking.removeAll(whole(tar, Arrays.copyOf(tar.stored(), at)));
            assertEquals(Set.of(), lacking, "cut at " + at);
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void next_yieldsWhatIsBeforeAFlippedBit(Compression compression) throws Exception {
        DamagedTar tar = DamagedTar.of(compression);
        Random random = new Random(6);
        int came = 0;
        for (int i = 0; i < 20; i++) {
            int at = random.nextInt(tar.stored().length);
            byte[] damaged = tar.stored().clone();
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            Set<String> must = new TreeSet<>(tar.wholeBefore(at));
            must.addAll(tar.wholeBehind(at + 1));
            Set<String> is = whole(tar, damaged);
            came += is.size();
            must.removeAll(is);
            assertEquals(Set.of(), must, "bit at " + at);
        }
        System.out.printf(
                "salvage, %s: 20 flipped bits, %d of %d members came out%n",
                compression.word(), came, 20 * tar.pieces().size());
    }

    /** An archive in the content of a file holds headers that are none. */
    @Test
    void next_behindADamage_takesOnlyHeadersThatAreLookedFor() throws Exception {
        byte[] inner = new ForgedTar()
                .file("wanted")
                .header('0', "huge", "", 1L << 32, 0644)
                .end();
        byte[] tar = new ForgedTar()
                .header('0', "lost", "", 512, 0644)
                .raw(inner)
                .add('0', "found", "", new byte[700])
                .end();
        tar[0] ^= 1;
        SalvageReader.Expectation expectation = new SalvageReader.Expectation(
                1 << 20, member -> member.path().equals("found") && member.size() == 700, refusal -> {});
        try (SalvageReader reader =
                SalvageReader.open(new ByteArrayInputStream(tar), Compression.NONE, Opening.PLAIN, expectation)) {
            assertEquals("found", reader.next().path());
            assertNull(reader.next());
            assertTrue(reader.isDamaged());
        }
    }

    @Test
    void read_stopsAtTheAllowedBytes() throws IOException, BackupException {
        byte[] tar = new ForgedTar().add('0', "zeros", "", new byte[1 << 20]).end();
        SalvageReader.Expectation little = new SalvageReader.Expectation(100_000, member -> true, refusal -> {});
        try (SalvageReader reader =
                SalvageReader.open(new ByteArrayInputStream(tar), Compression.NONE, Opening.PLAIN, little)) {
            assertEquals("zeros", reader.next().path());
            byte[] buffer = new byte[1000];
            long bytes = 0;
            for (int n = reader.read(buffer, 0, 1000); n >= 0; n = reader.read(buffer, 0, 1000)) {
                bytes += n;
            }
            assertTrue(bytes <= 100_000, "read " + bytes);
            assertTrue(reader.isTorn());
            assertTrue(reader.trouble().contains("unfolds"), reader.trouble());
        }
    }

    @Test
    void theMapOfTheTestIsRight() throws IOException, BackupException, DataFormatException {
        for (Compression compression : Compression.values()) {
            DamagedTar tar = DamagedTar.of(compression);
            assertEquals(tar.paths(), tar.wholeBefore(tar.stored().length), compression.word());
            assertEquals(Set.of(), tar.wholeBefore(0), compression.word());
        }
    }
}
