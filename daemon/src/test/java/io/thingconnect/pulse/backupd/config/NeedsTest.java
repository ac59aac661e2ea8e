package io.thingconnect.pulse.backupd.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NeedsTest {
    @TempDir
    Path directory;

    private List<String> of(String yaml) {
        Path file = directory.resolve("backup.yaml");
        Loads.write(file, yaml);
        return new ConfigLoader(Map.of(), Loads.ZONE, "plant7").needs(file, Path.of("/"));
    }

    @Test
    void noFile_namesTheDefaultDestination_andNotTheSpoolInTheStateDirectory() {
        Path missing = directory.resolve("none.yaml");
        assertEquals(
                List.of("make /var/lib/thingconnect-pulse/backups"),
                new ConfigLoader(Map.of(), Loads.ZONE, "plant7").needs(missing, Path.of("/")));
    }

    @Test
    void shortForm_namesItsDirectoryAndNotTheDefault() {
        assertEquals(List.of("make /backups/pulse"), of("backup: {destination: /backups/pulse}"));
    }

    @Test
    void longForm_namesLocalDestinationsAndTheSpool_andMarksWhatMayBeAbsent() {
        assertEquals(List.of("make /srv/one two", "marked /mnt/usb", "make /fast/spool", "network"), of("""
                        backup:
                          spool: {path: /fast/spool}
                          jobs: {daily: {}}
                          destinations:
                            a: {type: local, path: /srv/one two}
                            b: {type: local, path: /mnt/usb, requireMarker: true}
                            c: {type: s3, bucket: b}
                        """));
    }

    @Test
    void network_isNamedWhereAnythingSpeaksToAnotherBox() {
        String local = "backup: {destination: /backups/pulse";
        for (String remote : List.of(
                "backup: {storage: {type: s3, bucket: b}}",
                "backup: {storage: {type: network, server: nas, share: s, username: u, password: p}}",
                local + "}\nnotifications: {ops: {type: webhook, url: \"${HOOK}\"}}",
                local + "}\nnotifications: {ops: {type: email, to: [a@b.example]}}",
                local + "}\nnotifications: {ops: {type: command, command: [/usr/local/bin/page]}}",
                "backup: {jobs: {daily: {hooks: {after: [curl, hc.example]}}}, destinations: {a: {type: local, path: /b}}}")) {
            assertTrue(of(remote).contains("network"), remote);
        }
        assertFalse(of(local + "}\nnotifications: {}\nmonitoring: {missing_backups: 1h}")
                .contains("network"));
    }

    /** What cannot be resolved here, a credential of the running service above all, must not take the paths away. */
    @Test
    void errorsElsewhere_changeNothing() {
        assertEquals(
                List.of("make /backups/pulse"),
                of("backup: {destination: /backups/pulse, retention: many, encryption: {method: gpg,"
                        + " passphrase: \"${credential:none}\"}}"));
    }

    @Test
    void systemDirectoriesAndTheApplicationsTrees_areLeftOut() {
        for (String path : List.of(
                "/",
                "/etc/backups",
                "/usr/share",
                "/run/x",
                "/proc/1",
                "/boot",
                "/var",
                "/var/lib",
                "/var/lib/thingconnect-pulse",
                "/etc/thingconnect-pulse",
                "/var/log",
                "/var/lib/thingconnect-pulse-backup/x")) {
            assertEquals(List.of(), of("backup: {destination: " + path + "}"), path);
        }
        assertEquals(List.of("make /run/media/usb"), of("backup: {destination: /run/media/usb}"));
    }
}
