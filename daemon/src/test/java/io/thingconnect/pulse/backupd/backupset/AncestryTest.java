package io.thingconnect.pulse.backupd.backupset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AncestryTest {
    private static final Instant START = Instant.parse("2024-01-15T02:00:00Z");
    private final Ancestry.Member full = member(0, Kind.FULL, "a", "", null);
    private final Ancestry.Member one = member(1, Kind.INCREMENTAL, "b", "a", full.label());
    private final Ancestry.Member two = member(2, Kind.INCREMENTAL, "c", "b", one.label());

    @Test
    void chain_goesBackToTheFull() {
        assertEquals(
                List.of(full, one, two), Ancestry.among(List.of(two, full, one)).chain(two));
    }

    @Test
    void chain_whereAnAncestorIsGone_beginsWithADelta() {
        assertEquals(List.of(two), Ancestry.among(List.of(full, two)).chain(two));
    }

    @Test
    void parent_aConsolidatedFull_takesThePlaceOfTheOneItWasMadeFrom() {
        Ancestry.Member consolidated = member(1, Kind.FULL, "b", "", null);
        assertEquals(
                List.of(consolidated, two),
                Ancestry.among(List.of(full, one, two, consolidated)).chain(two));
    }

    @Test
    void parent_amongDeltasThatChangedNothing_isTheOneNamed() {
        Ancestry.Member same = member(2, Kind.INCREMENTAL, "b", "b", one.label());
        Ancestry.Member next = member(3, Kind.INCREMENTAL, "c", "b", one.label());
        Ancestry ancestry = Ancestry.among(List.of(full, one, same, next));
        assertEquals(one, ancestry.parent(next).orElseThrow());
        assertEquals(
                same, Ancestry.among(List.of(full, same, next)).parent(next).orElseThrow());
    }

    @Test
    void chain_ofIdsThatRunInACircle_ends() {
        Ancestry.Member liar = member(1, Kind.INCREMENTAL, "x", "y", one.label());
        Ancestry.Member other = member(2, Kind.INCREMENTAL, "y", "x", one.label());
        assertEquals(List.of(liar, other), Ancestry.among(List.of(liar, other)).chain(other));
    }

    private static Ancestry.Member member(int minute, Kind kind, String content, String parent, Label hint) {
        Label label = new Label(START.plusSeconds(minute * 60L), kind);
        Lineage lineage = hint == null ? Lineage.full(1) : Lineage.delta(1, id(parent), hint);
        return new Ancestry.Member(label, id(content), lineage);
    }

    private static String id(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8)).hex();
    }
}
