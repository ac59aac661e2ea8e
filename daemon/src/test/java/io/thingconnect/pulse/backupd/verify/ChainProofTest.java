package io.thingconnect.pulse.backupd.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Owner;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChainProofTest {
    @TempDir
    private Path directory;

    @Test
    void everyLink_isIntactAtEveryLevel_andUnpacksToItsState() throws Exception {
        boolean xattrs = TreeText.takesXattrs(directory);
        for (Compression compression : Compression.values()) {
            SmallChain chain = Application.chain(directory, compression, 6, 7);
            long stored = 0;
            for (int i = 0; i < chain.manifests().size(); i++) {
                stored += chain.manifests().get(i).archive().size();
                for (Level level : Level.values()) {
                    Verdict verdict = new Verifier(directory.resolve("scratch"))
                            .verify(chain.destination(), SmallChain.JOB, chain.label(i), level, new Work());
                    assertEquals(new Verdict.Intact(level, stored), verdict, i + " " + level);
                }
                Path tree = Files.createDirectory(directory.resolve(compression + "-" + i));
                ChainReader reader = ChainReader.open(chain.destination(), SmallChain.JOB, chain.label(i));
                Work work = new Work();
                new ChainProof(reader, new UnpackingInto(tree, TreeText.ROOT), directory.resolve("scratch"), work)
                        .run();
                assertEquals(work.total(), work.done());
                assertEquals(TreeText.of(chain.manifests().get(i), xattrs), TreeText.read(tree, xattrs));
            }
        }
        try (var left = Files.list(directory.resolve("scratch"))) {
            assertEquals(0, left.count());
        }
    }

    /** Long enough for several threads. */
    private SmallChain longChain() throws Exception {
        byte[] content = new byte[5 << 20];
        new Random(3).nextBytes(content);
        Entry file = new Entry(
                "long",
                EntryType.FILE,
                Component.STATE,
                content.length,
                0600,
                new Owner(0, 0, "root", "root"),
                SmallChain.START,
                Sha256.of(content),
                null,
                Map.of(),
                null);
        SmallChain chain = new SmallChain(Compression.ZSTD);
        chain.add(new SmallChain.State(
                new TreeMap<>(Map.of("long", file)), new HashMap<>(Map.of("long", content)), List.of()));
        return chain;
    }

    private BackupException fails(SmallChain chain, Unpacking unpacking, Work work) throws Exception {
        ChainReader reader = ChainReader.open(chain.destination(), SmallChain.JOB, chain.label(0));
        return assertThrows(BackupException.class, () -> new ChainProof(reader, unpacking, directory, work).run());
    }

    /** Does something at the third block. */
    private static Unpacking at(Step step) {
        return new Unpacking() {
            @Override
            public Sink file(Entry entry) {
                return new Sink() {
                    private int blocks;

                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        if (++blocks == 3) {
                            step.take();
                        }
                    }

                    @Override
                    public void finish() {
                        throw new AssertionError("nothing is proven");
                    }

                    @Override
                    public void close() {
                        // Nothing is held.
                    }
                };
            }

            @Override
            public void add(Entry entry) {
                throw new AssertionError("nothing is proven");
            }

            @Override
            public void finish() {
                throw new AssertionError("nothing is proven");
            }
        };
    }

    private interface Step {
        void take() throws IOException;
    }

    @Test
    void aFullDisk_endsTheProof_alsoFromAnotherThread() throws Exception {
        SmallChain chain = longChain();
        BackupException e = fails(
                chain,
                at(() -> {
                    throw new IOException("No space left on device");
                }),
                new Work());
        assertEquals(ErrorCode.NO_SPACE, e.code());
        assertTrue(e.getMessage().contains(chain.label(0).toString()), e.getMessage());
    }

    @Test
    void cancelling_endsTheProof() throws Exception {
        SmallChain chain = longChain();
        Work work = new Work();
        assertEquals(ErrorCode.CANCELLED, fails(chain, at(work::cancel), work).code());
    }

    @Test
    void aLongFile_isHeldAgainstItsHash() throws Exception {
        SmallChain chain = longChain();
        Verdict verdict = new Verifier(directory)
                .verify(chain.destination(), SmallChain.JOB, chain.label(0), Level.RESTORE, new Work());
        assertInstanceOf(Verdict.Intact.class, verdict);
    }

    @Test
    void aBrokenChain_isDamage_atEveryLevel_thoughItsLastArchiveIsSound() throws Exception {
        SmallChain chain = Application.chain(directory, Compression.GZIP, 3, 9);
        Map<String, byte[]> files = chain.files();
        files.get(chain.names(1).archive())[100] ^= 1;
        for (Level level : Level.values()) {
            Verdict verdict = new Verifier(directory.resolve("scratch"))
                    .verify(SmallChain.destination(files), SmallChain.JOB, chain.label(3), level, new Work());
            Verdict.Damaged damaged = assertInstanceOf(Verdict.Damaged.class, verdict);
            assertTrue(
                    damaged.failure().getMessage().contains(chain.label(1).toString()),
                    damaged.failure().getMessage());
        }
        Verdict alone = new Verifier(directory.resolve("scratch"))
                .verifyAlone(SmallChain.destination(files), SmallChain.JOB, chain.label(3), new Work());
        assertEquals(
                new Verdict.Intact(
                        Level.CHECKSUM, chain.manifests().get(3).archive().size()),
                alone);
        files.remove(chain.names(1).checksums());
        for (Level level : Level.values()) {
            Verdict verdict = new Verifier(directory.resolve("scratch"))
                    .verify(SmallChain.destination(files), SmallChain.JOB, chain.label(3), level, new Work());
            assertEquals(
                    ErrorCode.CHAIN_BROKEN,
                    assertInstanceOf(Verdict.Damaged.class, verdict).failure().code());
        }
    }
}
