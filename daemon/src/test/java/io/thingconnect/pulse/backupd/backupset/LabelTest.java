package io.thingconnect.pulse.backupd.backupset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LabelTest {
    @Test
    void toString_isTheFileNameStem() {
        Label label = new Label(Instant.parse("2024-01-15T02:00:00.999Z"), Kind.FULL);
        assertEquals("pulse-backup-20240115T020000Z-full", label.toString());
        assertEquals(Optional.of(label), Label.parse(label.toString()));
    }

    @Test
    void parse_refusesEverythingElse() {
        for (String text : List.of(
                "",
                "pulse-backup-20240115T020000Z",
                "pulse-backup-20240115T020000Z-fuller",
                "pulse-backup-20241315T020000Z-full",
                "pulse-backup-20240230T020000Z-full",
                "pulse-backup-20240115T020060Z-full",
                "../pulse-backup-20240115T020000Z-full",
                "pulse-backup-20240115T020000Z-full\n")) {
            assertEquals(Optional.empty(), Label.parse(text), text);
        }
    }

    @Test
    void labelsSortAsTheirTextDoes() {
        Label one = Label.parse("pulse-backup-20240115T020000Z-incremental").orElseThrow();
        Label two = Label.parse("pulse-backup-20240115T020001Z-full").orElseThrow();
        assertTrue(one.compareTo(two) < 0);
        assertTrue(one.toString().compareTo(two.toString()) < 0);
    }

    @Test
    void labels_areThoseWithAChecksumFile() {
        assertEquals(
                List.of(Label.parse("pulse-backup-20240115T020000Z-full").orElseThrow()),
                BackupFiles.labels(List.of(
                        "pulse-backup-20240115T020000Z-full.sha256",
                        "pulse-backup-20240116T020000Z-full.tar.gz",
                        "pulse-backup-20240116T020000Z-full.manifest.json",
                        "notes.sha256")));
    }
}
