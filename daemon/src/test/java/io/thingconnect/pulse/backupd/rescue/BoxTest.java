package io.thingconnect.pulse.backupd.rescue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BoxTest {
    @TempDir
    Path root;

    private void configure(String text) throws Exception {
        Files.createDirectories(root.resolve(Box.OWN).getParent());
        Files.writeString(root.resolve(Box.OWN), text);
    }

    private static List<String> places(Box box, Optional<String> host) throws Exception {
        return box.destinations(Optional.empty(), host).stream()
                .map(destination -> destination.storage().location())
                .toList();
    }

    @Test
    void host_readsTheOtherBoxesDirectory_whereBoxesHaveOneEach() throws Exception {
        configure("""
                backup:
                  host: plant-7
                  destinations:
                    disk: {type: local, path: /backups}
                    nas: {type: network, location: //nas/backups, credentials: {username: u, password: p}}
                    cloud: {type: s3, bucket: company, prefix: pulse, credentials: {accessKey: a, secretKey: b}}
                """);
        Box box = Box.load(root, Optional.empty(), Map.of());
        assertEquals(
                List.of(root + "/backups", "//nas/backups/plant-7", "s3://company/pulse/plant-7"),
                places(box, Optional.empty()));
        assertEquals(
                List.of(root + "/backups", "//nas/backups/plant-8", "s3://company/pulse/plant-8"),
                places(box, Optional.of("plant-8")));
    }

    @Test
    void beforehand_missesNoSecret_andDescribesTheFileInItsPlace() throws Exception {
        configure("""
                backup:
                  encryption: {method: gpg, passphrase: "${credential:none}", oldPassphrases: ["${file:/none}", "${NONE}"]}
                """);
        Path file = root.resolve(Box.OWN).resolveSibling("other");
        Files.move(root.resolve(Box.OWN), file);
        Box box = Box.beforehand(root, file, Map.of());
        assertTrue(box.trees().leftAlone().ownFiles().contains(root.resolve(Box.OWN)));
        assertTrue(box.trees().leftAlone().secrets().contains(root.resolve("none")));
    }
}
