package io.thingconnect.pulse.backupd.backupset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TreeComparisonTest {
    private static final Instant THEN = Instant.parse("2024-01-15T02:00:00Z");

    private static Entry entry(String path, EntryType type, String content, int mode, Instant mtime) {
        boolean file = type == EntryType.FILE;
        return new Entry(
                path,
                type,
                Component.CONFIGURATION,
                file ? content.length() : 0,
                mode,
                new Owner(0, 0, "root", "root"),
                mtime,
                file ? Sha256.of(content.getBytes(StandardCharsets.UTF_8)) : null,
                file || type == EntryType.DIRECTORY ? null : content,
                Map.of(),
                null);
    }

    private static Entry file(String path, String content) {
        return entry(path, EntryType.FILE, content, 0644, THEN);
    }

    private static List<String> changes(List<Entry> before, List<Entry> after) {
        return TreeComparison.between(before, after).stream()
                .map(change -> change.change().word() + " " + change.path())
                .toList();
    }

    @Test
    void between_namesEachPathThatIsNotTheSame() {
        List<Entry> before = List.of(file("b", "1"), file("c", "1"), file("d", "1"), file("same", "1"));
        List<Entry> after =
                List.of(file("same", "1"), entry("d", EntryType.FILE, "1", 0600, THEN), file("c", "2"), file("a", "1"));
        assertEquals(List.of("added a", "removed b", "changed c", "metadata d"), changes(before, after));
    }

    @Test
    void between_ofEqualTreesIsNothingInWhateverOrder() {
        assertEquals(
                List.of(), changes(List.of(file("a", "1"), file("b", "2")), List.of(file("b", "2"), file("a", "1"))));
    }

    @Test
    void between_callsAnotherTypeAndAnotherTargetAChange() {
        assertEquals(
                List.of("changed a", "changed b"),
                changes(
                        List.of(entry("a", EntryType.SYMLINK, "x", 0777, THEN), file("b", "")),
                        List.of(
                                entry("a", EntryType.SYMLINK, "y", 0777, THEN),
                                entry("b", EntryType.DIRECTORY, "", 0755, THEN))));
    }

    @Test
    void between_callsANewTimeMetadata() {
        assertEquals(
                List.of("metadata etc"),
                changes(
                        List.of(entry("etc", EntryType.DIRECTORY, "", 0755, THEN)),
                        List.of(entry("etc", EntryType.DIRECTORY, "", 0755, THEN.plusNanos(1)))));
    }

    @Test
    void either_isWhatIsThereNowOrWas() {
        Entry gone = file("gone", "1");
        assertEquals(
                gone, TreeComparison.between(List.of(gone), List.of()).get(0).either());
        assertEquals(
                gone, TreeComparison.between(List.of(), List.of(gone)).get(0).either());
    }
}
