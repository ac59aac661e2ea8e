package io.thingconnect.pulse.backupd.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.system.Work;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
