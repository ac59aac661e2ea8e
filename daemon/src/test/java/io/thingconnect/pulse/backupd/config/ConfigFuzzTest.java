package io.thingconnect.pulse.backupd.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever stands in the file, loading it ends in settings or in errors, never in an exception. */
final class ConfigFuzzTest {
    private static final String[] SCRAPS = {
        "\n",
        "\t",
        ":",
        "- ",
        "{",
        "}",
        "[",
        "]",
        "\"",
        "'",
        "#",
        "&a ",
        "*a",
        "${",
        "}",
        "!x ",
        "|",
        "null",
        "~",
        "  ",
        "\u0000",
        "\uD83D\uDE00",
        "-1",
        "99999999999999999999",
        "..",
        "/",
        "@daily",
        "%"
    };

    @TempDir
    Path directory;

    @Test
    void mutatedFiles_loadOrAreRefusedWithAPlace() throws IOException {
        Random random = new Random(20240115);
        byte[] seed = Loads.resource("spec/long-form.yaml").getBytes(StandardCharsets.UTF_8);
        ConfigLoader loader = new ConfigLoader(Map.of("BACKUP_PASSWORD", "x"), Loads.ZONE, "h");
        Path file = directory.resolve("backup.yaml");
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            Files.write(file, mutate(seed, random));
            Loaded loaded = loader.load(file, Path.of("/"));
            assertEquals(loaded.errors().isEmpty(), loaded.isValid());
            assertTrue(loaded.problems().stream()
                    .allMatch(p -> p.place().line() > 0 && p.place().column() > 0));
            refused += loaded.isValid() ? 0 : 1;
        }
        assertTrue(refused > 60 && refused < 300, "the mutations miss their purpose: " + refused + " refused");
    }

    private static byte[] mutate(byte[] seed, Random random) {
        byte[] bytes = seed;
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(bytes.length);
            int drop = Math.min(random.nextInt(3) == 0 ? random.nextInt(60) : 0, bytes.length - at);
            String scrap = random.nextInt(8) == 0
                    ? new String(new byte[] {(byte) random.nextInt(256)}, StandardCharsets.ISO_8859_1)
                    : List.of(SCRAPS).get(random.nextInt(SCRAPS.length));
            byte[] insert = scrap.getBytes(StandardCharsets.UTF_8);
            byte[] next = Arrays.copyOf(bytes, bytes.length - drop + insert.length);
            System.arraycopy(insert, 0, next, at, insert.length);
            System.arraycopy(bytes, at + drop, next, at + insert.length, bytes.length - at - drop);
            bytes = next;
        }
        return bytes;
    }
}
