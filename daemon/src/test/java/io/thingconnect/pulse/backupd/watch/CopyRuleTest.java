package io.thingconnect.pulse.backupd.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.watch.CopyRule.Place;
import io.thingconnect.pulse.backupd.watch.CopyRule.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CopyRuleTest {
    private static final Place LOCAL = new Place("local", "local", false, true);
    private static final Place NAS = new Place("nas", "network", false, true);
    private static final Place CLOUD = new Place("cloud", "s3", true, true);

    private static Place stale(Place place) {
        return new Place(place.name(), place.media(), place.offsite(), false);
    }

    @Test
    void diskAndCloud_meetIt() {
        Verdict verdict = CopyRule.of(List.of(LOCAL, CLOUD));
        assertTrue(verdict.isMet());
        assertEquals("met: 3 copies (live + 2), 2 media, 1 off-site", verdict.summary());
    }

    @Test
    void noBackupAnywhere_isEveryPartNotMet() {
        assertEquals(
                "NOT met: 1 copy (live), 1 medium, 0 off-site; 2 copies are missing ('local' lacks the newest backup);"
                        + " every copy is on the same kind of media; no copy is off-site",
                CopyRule.of(List.of(stale(LOCAL))).summary());
    }

    @Test
    void nothingOffsite_isSaid() {
        assertEquals(
                "NOT met: 3 copies (live + 2), 2 media, 0 off-site; no copy is off-site",
                CopyRule.of(List.of(LOCAL, NAS)).summary());
    }

    @Test
    void aPlaceThatLacksTheNewest_doesNotCount_andIsNamed() {
        assertEquals(
                List.of(
                        "a copy is missing ('cloud' lacks the newest backup)",
                        "every copy is on the same kind of media ('cloud' lacks the newest backup)",
                        "no copy is off-site ('cloud' lacks the newest backup)"),
                CopyRule.of(List.of(LOCAL, stale(CLOUD))).missing());
    }

    @Test
    void aSecondDisk_isTheSameMedium_unlessItsWordDiffers() {
        assertEquals(
                1,
                CopyRule.of(List.of(LOCAL, new Place("b", "local", true, true))).media());
        assertTrue(CopyRule.of(List.of(LOCAL, new Place("tape", "tape", true, true)))
                .isMet());
    }
}
