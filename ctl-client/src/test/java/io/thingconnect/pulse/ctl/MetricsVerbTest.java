package io.thingconnect.pulse.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricsVerbTest extends DaemonTest {
    private static final String TEXT = "# TYPE pulse_backup_up gauge\npulse_backup_up 1\n";

    private void answer() {
        daemon.on("GetMetrics", "{\"text\":\"" + TEXT.replace("\n", "\\n") + "\"}");
    }

    private List<String> names(Path of) throws IOException {
        try (Stream<Path> files = Files.list(of)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void metrics_arePrintedAsTheyCome() throws Failure {
        answer();
        assertEquals(0, run("metrics"));
        assertEquals(TEXT, stage.outText());
        stage = new Stage();
        assertEquals(0, run("metrics", "--json"));
        assertEquals(TEXT, stage.outJson().raw("text"));
    }

    @Test
    void textfile_isReplacedWholeAndReadableForAll() throws IOException {
        answer();
        Path collector = Files.createDirectory(directory.resolve("collector"));
        Path file = Files.writeString(collector.resolve("pulse.prom"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        stage.directory = collector;
        assertEquals(0, run("metrics", "--textfile", "pulse.prom"));
        assertEquals(TEXT, Files.readString(file));
        assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(List.of("pulse.prom"), names(collector));
        assertEquals("", stage.outText() + stage.errText());
    }

    @Test
    void textfile_saysThatTheDaemonIsDown() throws IOException {
        Path file = Files.writeString(directory.resolve("pulse.prom"), TEXT);
        stage.environment.put(
                "PULSECTL_SOCKET", directory.resolve("nobody.sock").toString());
        assertEquals(3, stage.run("metrics", "--textfile", file.toString()));
        assertTrue(Files.readString(file).endsWith("\npulse_backup_up 0\n"), Files.readString(file));
        assertTrue(stage.errText().startsWith("pulsectl: "), stage.errText());
    }

    @Test
    void textfile_thatCannotBeWrittenIsAnErrorWithItsName() throws IOException {
        answer();
        Path nowhere = directory.resolve("no/such/pulse.txt");
        assertEquals(1, run("metrics", "--textfile", nowhere.toString()));
        assertTrue(stage.errText().contains("the metrics cannot be written to " + nowhere), stage.errText());
        assertTrue(stage.errText().contains("warning: node_exporter reads files"), stage.errText());
        Path taken = Files.createDirectories(directory.resolve("dir.prom/x")).getParent();
        stage = new Stage();
        assertEquals(1, run("metrics", "--textfile", taken.toString()));
        assertTrue(Files.isDirectory(taken));
        assertTrue(names(directory).stream().noneMatch(name -> name.startsWith(".dir.prom")));
    }
}
