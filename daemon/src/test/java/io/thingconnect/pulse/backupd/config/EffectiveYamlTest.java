package io.thingconnect.pulse.backupd.config;

import static io.thingconnect.pulse.backupd.config.Loads.errors;
import static io.thingconnect.pulse.backupd.config.Loads.load;
import static io.thingconnect.pulse.backupd.config.Loads.resource;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EffectiveYamlTest {
    private static final Map<String, String> SECRETS = Map.of(
            "BACKUP_PASSWORD",
            "p",
            "AWS_ACCESS_KEY",
            "a",
            "AWS_SECRET_KEY",
            "s",
            "SMTP_PASSWORD",
            "m",
            "HOOK_SECRET",
            "h");

    @TempDir
    Path directory;

    private static Settings withoutWarnings(Settings s) {
        return new Settings(
                s.enabled(),
                s.host(),
                s.zone(),
                s.jobs(),
                s.destinations(),
                s.networkDestinations(),
                s.s3Destinations(),
                s.copyTerms(),
                s.application(),
                s.capture(),
                s.spool(),
                s.monitoring(),
                // Addresses that stand in the file itself are masked.
                List.of(),
                s.practice(),
                s.objectives(),
                Keys.none(),
                s.secretFiles(),
                List.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "schedule",
                "network-storage",
                "cloud-storage",
                "verification",
                "high-availability",
                "monitoring",
                "long-form"
            })
    void whatIsShown_loadsAgainToTheSameSettings(String name) throws BackupException {
        Loaded first = load(directory, resource("spec/" + name + ".yaml"), SECRETS);
        Loaded again = load(directory, first.effective(), SECRETS);
        assertEquals(List.of(), errors(again));
        assertEquals(withoutWarnings(first.settings()), withoutWarnings(again.settings()));
        assertEquals(first.effective(), again.effective());
    }

    @Test
    void oddTexts_surviveTheRoundTrip() throws BackupException {
        String yaml = """
                backup:
                  jobs:
                    a:
                      schedule: "@daily"
                      hooks:
                        before: ["echo 'x: y' # z", "null", "yes", "\\t\\"\\\\ \\u2028 ü", "- a", "$${A}", "a\\nb"]
                """;
        Loaded first = load(directory, yaml);
        List<String> before = first.settings().jobs().get(0).before();
        assertEquals(List.of("echo 'x: y' # z", "null", "yes", "\t\"\\ \u2028 ü", "- a", "${A}", "a\nb"), before);
        Loaded again = load(directory, first.effective());
        assertEquals(before, again.settings().jobs().get(0).before(), first::effective);
    }

    @Test
    void theShortForm_isShownInFull() {
        String shown = load(directory, "backup:\n  destination: /backups\n").effective();
        assertTrue(shown.contains("""
                          destinations:
                            local:
                              type: local
                              path: /backups
                              requireMarker: false
                        """), shown);
        assertTrue(shown.contains("""
                          jobs:
                            daily:
                              schedule: "30 3 * * *"
                              type: full
                        """), shown);
    }
}
