package io.thingconnect.pulse.backupd.backupset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ChainTest {
    private static final String ODD = "etc/thingconnect-pulse/odd\nname";
    private static final String DATABASE = "var/lib/thingconnect-pulse/pulse.db";
    private final Manifest full = Manifests.sample();
    private final Manifest delta = Manifests.delta();

    @Test
    void of_whatFits_saysWhichArchiveCarriesWhat() throws BackupException {
        Map<String, Integer> carriers = Chain.of(List.of(full, delta)).carriers();
        assertEquals(0, carriers.get("etc/thingconnect-pulse"));
        assertEquals(0, carriers.get("etc/thingconnect-pulse/link"));
        assertEquals(1, carriers.get(ODD));
        assertEquals(0, carriers.get(DATABASE));
    }

    @Test
    void of_aDeltaAlone_namesTheMissingParent() {
        assertBroken(List.of(delta), full.label().toString());
    }

    @Test
    void of_aDeltaOnAnotherState_isBroken() {
        List<Entry> entries = new ArrayList<>(full.entries());
        entries.remove(0);
        Manifest other =
                Manifests.after(full, full.label(), Lineage.full(1), full.databases(), entries, Difference.NONE);
        assertBroken(List.of(other, delta), "does not belong on");
    }

    @Test
    void of_aDeltaTwice_isBroken() {
        assertBroken(List.of(full, delta, delta), "does not belong on");
    }

    @Test
    void of_aDeltaOfAnotherDatabaseFile_isBroken() {
        DatabaseState state = delta.databases().get(0);
        DatabaseState lying = new DatabaseState(
                state.path(), 4096, 3, 1, state.after(), state.after(), "X", "streamed", state.delta());
        assertBroken(List.of(full, with(List.of(lying), delta.entries(), delta.difference())), "its delta of");
    }

    @Test
    void of_anEntryCalledUnchangedThatIsNot_isBroken() {
        Difference difference = new Difference(
                Set.of(ODD), delta.difference().deleted(), delta.difference().control());
        assertBroken(List.of(full, with(delta.databases(), delta.entries(), difference)), "is not as it is in");
    }

    @Test
    void of_aDatabaseCalledUnchanged_isBroken() {
        Difference difference = new Difference(
                Set.of(DATABASE),
                delta.difference().deleted(),
                delta.difference().control());
        assertBroken(List.of(full, with(delta.databases(), delta.entries(), difference)), "an unchanged file");
    }

    @Test
    void of_aDeltaThatForgetsWhatIsGone_isBroken() {
        Difference difference = new Difference(
                delta.difference().unchanged(), List.of(), delta.difference().control());
        assertBroken(List.of(full, with(delta.databases(), delta.entries(), difference)), "removes first");
    }

    @Test
    void of_aDeltaThatRemovesWhatIsNotGone_isBroken() {
        Difference difference = new Difference(
                delta.difference().unchanged(),
                List.of("etc/thingconnect-pulse/hard", "etc/thingconnect-pulse/link"),
                delta.difference().control());
        assertBroken(List.of(full, with(delta.databases(), delta.entries(), difference)), "removes first");
    }

    @Test
    void deleted_namesTheTopOfWhatIsGone_andChangesOfType() {
        List<Entry> before = List.of(
                entry("a", EntryType.DIRECTORY),
                entry("a/b", EntryType.DIRECTORY),
                entry("a/b/c", EntryType.FILE),
                entry("d", EntryType.FILE),
                entry("e", EntryType.DIRECTORY),
                entry("e/f", EntryType.FILE),
                entry("g", EntryType.DIRECTORY),
                entry("g/h", EntryType.FILE));
        List<Entry> after = List.of(
                entry("a", EntryType.DIRECTORY),
                entry("d", EntryType.DIRECTORY),
                entry("d/x", EntryType.FILE),
                entry("e", EntryType.SYMLINK),
                entry("g/h", EntryType.FILE));
        assertEquals(List.of("a/b", "d", "e"), Chain.deleted(before, after));
    }

    private static Entry entry(String path, EntryType type) {
        return new Entry(
                path,
                type,
                Component.STATE,
                0,
                0700,
                new Owner(0, 0, "root", "root"),
                Instant.EPOCH,
                type == EntryType.FILE ? Manifests.SOME_HASH : null,
                type == EntryType.SYMLINK ? "x" : null,
                Map.of(),
                null);
    }

    private Manifest with(List<DatabaseState> databases, List<Entry> entries, Difference difference) {
        return Manifests.after(delta, delta.label(), delta.lineage(), databases, entries, difference);
    }

    private void assertBroken(List<Manifest> manifests, String why) {
        BackupException e = assertThrows(BackupException.class, () -> Chain.of(manifests));
        assertEquals(ErrorCode.CHAIN_BROKEN, e.code());
        assertTrue(e.getMessage().contains(why), e.getMessage());
        assertTrue(e.getMessage().contains(delta.label().toString()), e.getMessage());
    }
}
