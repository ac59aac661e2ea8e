package io.thingconnect.pulse.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExportVerbTest extends DaemonTest {
    private static final String ARCHIVE = "an archive, as far as anybody here knows";
    private static final String NAME = Samples.LABEL + ".tar.gz";

    private Path target;

    @BeforeEach
    void target() throws IOException {
        target = Files.createDirectory(directory.resolve("target"));
        daemon.on("GetBackup", Samples.whole(Samples.BACKUP, ""));
    }

    private static String file(String name, int size) {
        return "{\"file\":{\"name\":\"" + name + "\",\"size\":" + size + ",\"sha256\":\"c0ffee\"}}";
    }

    private static String data(String text) {
        return "{\"data\":\"" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "\"}";
    }

    private void daemonExports() {
        daemon.on(
                "Export",
                file("daily/" + NAME, ARCHIVE.length()),
                data(ARCHIVE.substring(0, 7)),
                data(ARCHIVE.substring(7)),
                file("daily/" + Samples.LABEL + ".manifest.json", 2),
                data("{}"),
                file("daily/" + Samples.LABEL + ".sha256", 1),
                data("\n"),
                file("RESTORE.md", 3),
                data("how"));
    }

    private List<String> written() throws IOException {
        try (Stream<Path> files = Files.walk(target)) {
            return files.filter(Files::isRegularFile)
                    .map(path -> target.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void toAFile_goesTheArchive_withItsHashBeside() throws IOException {
        daemonExports();
        assertEquals(0, run("export", "latest", "-o", target.resolve("a.tgz").toString()));
        assertEquals(List.of("a.tgz", "a.tgz.sha256"), written());
        assertEquals(ARCHIVE, Files.readString(target.resolve("a.tgz")));
        assertEquals("c0ffee  a.tgz\n", Files.readString(target.resolve("a.tgz.sha256")));
        assertEquals(
                "Export {\"label\":\"" + Samples.LABEL + "\"}", daemon.calls().get(1));
    }

    @Test
    void toADirectory_goAllFilesUnderTheirNames() throws IOException {
        daemonExports();
        assertEquals(0, run("export", "latest", "--out", target.toString(), "--json"));
        assertEquals(
                List.of("RESTORE.md", Samples.LABEL + ".manifest.json", Samples.LABEL + ".sha256", NAME), written());
    }

    @Test
    void aChain_keepsTheLayoutOfADestination() throws IOException {
        daemonExports();
        assertEquals(0, run("export", "latest", "--chain", "-o", target + "/new/"));
        assertTrue(written().contains("new/daily/" + NAME), written().toString());
        assertTrue(
                daemon.calls().get(1).contains("\"chain\":true"), daemon.calls().toString());
    }

    @Test
    void aChainToStandardOutput_isATarThatTarReads() throws Exception {
        daemonExports();
        assertEquals(0, run("export", "latest", "--chain", "-o", "-"));
        Path tar = Files.write(target.resolve("chain.tar"), stage.outBytes.toByteArray());
        Process listing = new ProcessBuilder("tar", "-xvf", tar.toString(), "-C", target.toString()).start();
        listing.getInputStream().readAllBytes();
        assertEquals(0, listing.waitFor());
        assertEquals(ARCHIVE, Files.readString(target.resolve("daily").resolve(NAME)));
        assertEquals("how", Files.readString(target.resolve("RESTORE.md")));
    }

    @Test
    void toStandardOutput_goTheArchivesBytesAndNothingElse() {
        daemonExports();
        assertEquals(0, run("export", "latest", "-o", "-"));
        assertEquals(ARCHIVE, stage.outText());
    }

    @Test
    void toATerminal_goesNothing() {
        stage = Stage.terminal();
        assertEquals(2, run("export", "latest", "-o", "-"));
        assertEquals("", stage.outText());
    }

    @Test
    void whatBreaksOff_leavesNothing() throws IOException {
        daemon.fails("Export", "ArchiveCorrupt", "archive x is not what was written", "pulsectl verify x");
        assertEquals(7, run("export", "latest", "-o", target.resolve("a.tgz").toString()));
        assertEquals(List.of(), written());
    }

    @Test
    void aNameThatLeadsElsewhere_isRefused() throws IOException {
        daemon.on("Export", file("../../etc/cron.d/x", 1), data("x"));
        assertEquals(1, run("export", "latest", "--chain", "-o", target + "/"));
        assertEquals(List.of(), written());
    }

    @Test
    void withoutATarget_itSaysWhatIsMissing() {
        assertEquals(2, run("export", "latest"));
        assertTrue(stage.errText().contains("--out is missing"), stage.errText());
    }
}
