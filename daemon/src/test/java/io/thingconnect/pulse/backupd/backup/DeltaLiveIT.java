package io.thingconnect.pulse.backupd.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backup.World.Made;
import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.sample.SamplePulse;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The sample installation, and the application at work in another process. */
final class DeltaLiveIT {
    private static final int MOST = 64 * 1024;

    @TempDir
    Path dir;

    private World world;
    private SamplePulse pulse;

    @BeforeEach
    void makeInstallation() throws Exception {
        ByHand.assumePossible();
        world = new World(dir)
                .database("var/lib/thingconnect-pulse/pulse.db")
                .tree(Component.CONFIGURATION, "etc/thingconnect-pulse")
                .tree(Component.STATE, "var/lib/thingconnect-pulse");
        pulse = SamplePulse.create(world.root, 8, 1);
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD"})
    void aDeltaOfTheUnchangedInstallation_isSmall(Compression compression) throws Exception {
        world.compression(compression);
        Made full = world.full();
        Made delta = world.delta(full);
        long size = delta.manifest().archive().size();
        assertEquals(size, delta.archive().length);
        assertTrue(size <= MOST && full.manifest().archive().size() > MOST, size + " bytes");
        System.out.println(compression + ": a delta of nothing takes " + size + " bytes");
        Path archive = Files.write(dir.resolve("archive"), delta.archive());
        assertEquals(World.paths(delta).size(), stockList(archive, compression).size());
    }

    /** What stock tar lists; none of the sample's own names is in this delta, so a line is a member. */
    private static List<String> stockList(Path archive, Compression compression) throws Exception {
        String option = compression == Compression.GZIP ? "-z" : "--zstd";
        Process tar = new ProcessBuilder("tar", option, "-tf", archive.toString())
                .redirectErrorStream(true)
                .start();
        List<String> lines = tar.inputReader().lines().toList();
        assertTrue(tar.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, tar.exitValue(), lines.toString());
        return lines;
    }

    @Test
    void deltasOfABusyDatabase_areOneMomentEach_byHand() throws Exception {
        Process writer = new ProcessBuilder(SamplePulse.command("write", world.root.toString(), "--rate", "300"))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = writer.inputReader()) {
            assertEquals("writing", output.readLine());
            ByHand hand = new ByHand(dir);
            Made made = world.full();
            hand.apply(made);
            List<Long> changed = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                made = world.staged(i % 3 == 2).delta(made);
                hand.apply(made);
                DatabaseState state = made.manifest().databases().get(0);
                changed.add(state.changedPages());
                assertEquals(i % 3 == 2 ? "staged" : "streamed", state.method());
                Path database = hand.target().resolve(state.path());
                assertEquals(
                        List.of(),
                        SamplePulse.findings(database, hand.target().resolve("var/lib/thingconnect-pulse/versions")));
            }
            assertTrue(writer.isAlive(), "the application went away");
            assertTrue(changed.stream().anyMatch(pages -> pages > 0), changed.toString());
            assertTrue(Files.exists(pulse.database()));
        } finally {
            writer.destroyForcibly().waitFor();
        }
    }
}
