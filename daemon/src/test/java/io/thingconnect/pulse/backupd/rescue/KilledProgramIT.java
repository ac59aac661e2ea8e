package io.thingconnect.pulse.backupd.rescue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thingconnect.pulse.backupd.restore.inplace.InPlaceBox;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real program, killed with SIGKILL before steps spread over the whole restore, then recovered by another process. */
final class KilledProgramIT {
    private static final int SAMPLES = 12;

    @TempDir
    Path directory;

    private InPlaceBox box;

    private Process start(int at, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-cp",
                System.getProperty("java.class.path"),
                StoppingMain.class.getName(),
                Integer.toString(at),
                "--root",
                box.root().toString()));
        command.addAll(List.of(words));
        return new ProcessBuilder(command)
                .redirectError(directory.resolve("err").toFile())
                .start();
    }

    private List<String> finish(Process process) throws Exception {
        List<String> lines = new ArrayList<>();
        try (BufferedReader reader = reader(process)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        }
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), () -> lines + errors());
        return lines;
    }

    private static BufferedReader reader(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private String errors() {
        try {
            return Files.readString(directory.resolve("err"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private List<String> leftovers() throws IOException {
        try (Stream<Path> paths = Files.walk(box.root())) {
            return paths.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith(".pulse-restore-") || name.equals("in-progress"))
                    .toList();
        }
    }

    @Test
    void killedForReal_thereIsTheOldStateOrTheNewOne() throws Exception {
        box = InPlaceBox.create(directory.resolve("box"));
        Files.writeString(box.root().resolve("etc/thingconnect-pulse/backup.yaml"), """
                backup:
                  application:
                    certificates: [/etc/thingconnect-pulse/certs]
                    scripts: [/etc/thingconnect-pulse/scripts]
                  destinations:
                    local: {type: local, path: /var/lib/thingconnect-pulse/backups}
                """);
        Map<String, String> old = box.tree();
        List<String> whole = finish(start(-1, "latest", "--yes"));
        int steps = Integer.parseInt(whole.get(whole.size() - 1).split(" ")[1]);
        Map<String, String> fresh = box.tree();
        finish(start(-1, "--undo", "--yes"));
        assertEquals(old, box.tree());

        int forward = 0;
        int killed = 0;
        for (int sample = 0; sample < SAMPLES; sample++) {
            // The commit point is near the end, so that the last quarter gets half of the samples.
            int at = sample < SAMPLES / 2
                    ? steps * sample * 3 / 4 / (SAMPLES / 2)
                    : steps - 1 - (sample - SAMPLES / 2) * 4;
            Process process = start(at, "latest", "--yes");
            try (BufferedReader reader = reader(process)) {
                String line = reader.readLine();
                assertTrue(line != null && line.startsWith("at "), () -> line + errors());
                process.destroyForcibly().waitFor();
                killed++;
                finish(start(-1, "--recover"));
                String where = "killed at " + at + " of " + steps + " (" + line + ")";
                JsonNode status = new ObjectMapper()
                        .readTree(finish(start(-1, "--status", "--json")).get(0));
                assertEquals(false, status.get("open").asBoolean(), where);
                assertEquals(List.of(), leftovers(), where);
                Map<String, String> is = box.tree();
                assertTrue(is.equals(old) || is.equals(fresh), where + ": neither old nor new");
                if (is.equals(fresh)) {
                    forward++;
                    finish(start(-1, "--undo", "--yes"));
                    assertEquals(old, box.tree(), where);
                }
            }
        }
        System.out.println("killed with SIGKILL: " + killed + " times, of which " + forward + " end in the new state");
        assertTrue(forward > 0 && forward < killed, "the commit point was never passed, or always: " + forward);
    }
}
