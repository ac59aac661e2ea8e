package io.thingconnect.pulse.backupd.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Difference;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.Manifests;
import io.thingconnect.pulse.backupd.backupset.Owner;
import io.thingconnect.pulse.backupd.source.files.FoundEntry;
import io.thingconnect.pulse.backupd.source.files.Stamp;
import io.thingconnect.pulse.backupd.source.files.TreeIndex;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class CarryPlanTest {
    private static final Instant TIME = Instant.parse("2024-01-14T22:10:03.123456789Z");
    private static final Stamp STAMP = new Stamp(3, TIME, TIME, 42);
    private static final String DATABASE = "var/pulse.db";

    /** etc holds a file with two names, another file, a link and a directory with one file; var holds the database. */
    private final List<FoundEntry> tree = new ArrayList<>(List.of(
            found(directory("etc")),
            found(file("etc/a")),
            found(file("etc/b")),
            found(link(EntryType.HARDLINK, "etc/b2", "etc/b")),
            found(link(EntryType.SYMLINK, "etc/link", "a")),
            found(directory("etc/sub")),
            found(file("etc/sub/c")),
            found(directory("opt")),
            found(file("opt/d")),
            found(directory("var"))));

    private final Map<String, Stamp> stamps = new HashMap<>();
    private final List<DatabaseState> databases =
            List.of(DatabaseState.whole(DATABASE, 4096, 3, Manifests.SOME_HASH, "", "streamed"));
    private final Manifest parent;

    CarryPlanTest() {
        List<Entry> entries = new ArrayList<>(List.of(database()));
        for (FoundEntry each : tree) {
            boolean isFile = each.entry().type() == EntryType.FILE;
            entries.add(isFile ? each.entry().withContent(3, Manifests.SOME_HASH) : each.entry());
            if (isFile) {
                stamps.put(each.entry().path(), STAMP);
            }
        }
        parent = Manifests.after(
                Manifests.sample(), new Label(TIME, Kind.FULL), Lineage.full(1), databases, entries, Difference.NONE);
    }

    private static Entry entry(String path, EntryType type, long size, int mode, String target) {
        Owner owner = new Owner(1, 2, "one", "two");
        return new Entry(path, type, Component.STATE, size, mode, owner, TIME, null, target, Map.of(), null);
    }

    private static Entry file(String path) {
        return entry(path, EntryType.FILE, 3, 0640, null);
    }

    private static Entry directory(String path) {
        return entry(path, EntryType.DIRECTORY, 0, 0750, null);
    }

    private static Entry link(EntryType type, String path, String target) {
        return entry(path, type, 0, 0777, target);
    }

    private static Entry database() {
        return file(DATABASE).withContent(12288, Manifests.SOME_HASH);
    }

    private static FoundEntry found(Entry entry) {
        return found(entry, STAMP);
    }

    private static FoundEntry found(Entry entry, Stamp stamp) {
        return new FoundEntry(entry, Path.of("/", entry.path()), entry.path(), stamp);
    }

    private void put(FoundEntry entry) {
        remove(entry.entry().path());
        tree.add(entry);
        tree.sort((a, b) -> a.entry().path().compareTo(b.entry().path()));
    }

    private void remove(String path) {
        tree.removeIf(each -> each.entry().path().equals(path));
    }

    private CarryPlan plan(Entry... databasesNow) {
        return new CarryPlan(parent, new TreeIndex(parent.contentId(), stamps), List.of(databasesNow), tree);
    }

    private static Set<String> carried(CarryPlan plan) {
        Set<String> paths = new TreeSet<>();
        plan.found().stream()
                .filter(plan::carries)
                .forEach(each -> paths.add(each.entry().path()));
        assertEquals(plan.found().size() - paths.size(), plan.unchanged().size());
        return paths;
    }

    private void assertCarried(String... paths) {
        Set<String> expected = new TreeSet<>(List.of(paths));
        // The database's delta is written into its directory.
        expected.add("var");
        assertEquals(expected, carried(plan(database())));
    }

    @Test
    void nothingChanged_carriesTheDatabasesDirectoryAlone() {
        assertCarried();
        assertEquals(List.of(), plan(database()).deleted());
    }

    @Test
    void anUnchangedFile_isTheParentsEntry() {
        CarryPlan plan = plan(database());
        assertEquals(Manifests.SOME_HASH, plan.unchanged(tree.get(1)).sha256());
    }

    @Test
    void eachPartOfTheStamp_marksAChange() {
        for (Stamp other : List.of(
                new Stamp(4, TIME, TIME, 42),
                new Stamp(3, TIME.plusNanos(1), TIME, 42),
                new Stamp(3, TIME, TIME.plusNanos(1), 42),
                new Stamp(3, TIME, TIME, 43))) {
            put(found(file("opt/d"), other));
            assertCarried("opt", "opt/d");
        }
    }

    @Test
    void aFileWithoutAStamp_countsAsChanged() {
        stamps.remove("opt/d");
        assertCarried("opt", "opt/d");
    }

    @Test
    void anotherModeAlone_isAChange() {
        put(found(entry("opt/d", EntryType.FILE, 3, 0600, null)));
        assertCarried("opt", "opt/d");
    }

    @Test
    void aChangedFile_drawsInItsOtherNames_andTheDirectoriesAbove() {
        put(found(file("etc/b"), new Stamp(3, TIME, TIME.plusNanos(1), 42)));
        assertCarried("etc", "etc/b", "etc/b2");
    }

    @Test
    void aNewName_drawsInItsFile_andThatItsOtherNames() {
        put(found(link(EntryType.HARDLINK, "opt/b3", "etc/b")));
        assertCarried("etc", "etc/b", "etc/b2", "opt", "opt/b3");
    }

    @Test
    void aRemovedName_isDeleted_andItsDirectoryCarried() {
        remove("etc/b2");
        assertCarried("etc");
        assertEquals(List.of("etc/b2"), plan(database()).deleted());
    }

    @Test
    void aSymlinkElsewhere_isCarried() {
        put(found(link(EntryType.SYMLINK, "etc/link", "b")));
        assertCarried("etc", "etc/link");
    }

    @Test
    void aDirectoryIsCarried_withWhatIsCarriedBelowIt() {
        put(found(file("etc/sub/c"), new Stamp(4, TIME, TIME, 42)));
        assertCarried("etc", "etc/sub", "etc/sub/c");
    }

    @Test
    void aDirectoryThatIsGone_isDeletedOnce_andItsParentCarried() {
        remove("etc/sub");
        remove("etc/sub/c");
        assertCarried("etc");
        assertEquals(List.of("etc/sub"), plan(database()).deleted());
    }

    @Test
    void anotherType_isDeletedFirst_andCarried() {
        remove("etc/sub/c");
        put(found(file("etc/sub")));
        assertCarried("etc", "etc/sub");
        assertEquals(List.of("etc/sub"), plan(database()).deleted());
    }

    @Test
    void aFileThatWasADatabase_isCarriedWhateverItsStamp() {
        stamps.put(DATABASE, STAMP);
        put(found(file(DATABASE).withContent(12288, null)));
        assertEquals(Set.of("var", DATABASE), carried(plan()));
        assertEquals(List.of(), plan().deleted());
    }

    @Test
    void aDatabaseThatIsGone_isDeleted() {
        assertEquals(Set.of("var"), carried(plan()));
        assertEquals(List.of(DATABASE), plan().deleted());
    }

    @Test
    void aHundredThousandEntries_arePlannedInLinearTime() {
        for (int i = 0; i < 100_000; i++) {
            tree.add(found(link(EntryType.HARDLINK, "zoo/" + i, "etc/b")));
        }
        assertEquals(100_000 + 4, carried(plan(database())).size());
    }
}
