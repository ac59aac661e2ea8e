package io.thingconnect.pulse.backupd.config;

import static io.thingconnect.pulse.backupd.config.Loads.errors;
import static io.thingconnect.pulse.backupd.config.Loads.load;
import static io.thingconnect.pulse.backupd.config.Loads.repository;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that are installed with the program. */
final class SampleTest {
    /** A remark begins with "# "; a # that touches what follows switches an option off. */
    private static final Pattern SWITCHED_OFF = Pattern.compile("(?m)^( *)#(?=[^ #\\n])");

    @TempDir
    Path directory;

    private static String sample() throws IOException {
        return Files.readString(repository("etc/backup.yaml"));
    }

    @Test
    void sampleAsShipped_changesNothing() throws IOException, BackupException {
        Loaded loaded = load(directory, sample());
        assertEquals(List.of(), loaded.problems());
        assertEquals(load(directory, "").settings(), loaded.settings());
    }

    @Test
    void sampleWithEveryOptionOn_hasNoErrors() throws IOException {
        Loaded loaded =
                load(directory, SWITCHED_OFF.matcher(sample()).replaceAll("$1"), Map.of("BACKUP_PASSWORD", "x"));
        assertEquals(List.of(), errors(loaded));
    }

    @Test
    void sample_namesEveryKey() throws IOException {
        String options = sample();
        List<String> missing = SchemaKeys.all().keySet().stream()
                .map(path -> path.substring(path.lastIndexOf('.') + 1).replace("[]", ""))
                .distinct()
                .filter(key -> !Pattern.compile("(?m)(^ *#? *|[{,] ?|- \\{)" + key + ":")
                        .matcher(options)
                        .find())
                .toList();
        assertEquals(List.of(), missing);
    }

    @Test
    void minimalSample_loadsWithoutAWord() throws IOException, BackupException {
        Loaded loaded = load(directory, Files.readString(repository("etc/backup-minimal.yaml")));
        assertEquals(List.of(), loaded.problems());
        assertEquals(
                List.of(new LocalDestination("local", Path.of("/backups/pulse"), false)),
                loaded.settings().destinations());
    }
}
