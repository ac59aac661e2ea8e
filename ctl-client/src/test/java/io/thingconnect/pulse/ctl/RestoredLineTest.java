package io.thingconnect.pulse.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What list and show say of backups made after a restore in place. */
class RestoredLineTest extends DaemonTest {
    private static final String FULL = "20240115T020000Z-full";
    private static final String RESTORED = "pulse-backup-20240114T020000Z-full";

    private static String onTimeline(String label, String parent, String more) {
        return Samples.backup(label, parent, ",'timeline':2" + more).replace("\"timeline\":1,", "");
    }

    @Test
    void list_namesWhatWasRestored_andTheTimelineOfWhatFollowed() {
        daemon.on(
                "ListBackups",
                Samples.inBackup(onTimeline("20240115T030000Z-incremental", FULL, "")),
                Samples.inBackup(onTimeline(FULL, "", ",'restoredFrom':'" + RESTORED + "'")),
                Samples.inBackup(Samples.backup("20240114T020000Z-full", "", "")));
        assertEquals(0, run("list"));
        String text = stage.outText();
        assertTrue(text.contains("  restored from 20240114T020000Z-full, timeline 2\n"), text);
        assertTrue(text.contains("  timeline 2\n"), text);
        assertTrue(text.endsWith("  good   local\n"), text);
    }

    @Test
    void show_namesWhatWasRestored() {
        daemon.on("GetBackup", Samples.whole(onTimeline(FULL, "", ",'restoredFrom':'" + RESTORED + "'"), ""));
        assertEquals(0, run("show", "latest"));
        assertTrue(stage.outText().contains("\n  timeline    2, restored from " + RESTORED + "\n"), stage.outText());
    }
}
