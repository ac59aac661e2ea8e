package io.thingconnect.pulse.backupd.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.job.ChainPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ParentRuleTest {
    private static final Instant START = Instant.parse("2024-01-15T02:00:00Z");
    private static final List<Component> WHOLE = List.of(Component.DATABASE, Component.STATE);

    private final List<BackupRecord> backups = new ArrayList<>();
    private final Map<String, Set<Label>> present = new HashMap<>();
    private Instant now = START.plus(Duration.ofHours(3));

    @Test
    void aFullThatWasAskedFor_needsNoReason() {
        assertEquals(new ParentRule.Full(""), rule("local").choose(Kind.FULL, WHOLE, ChainPolicy.fulls()));
    }

    @Test
    void theFirstBackup_isAFull() {
        assertFull("the job has no backup to build on yet", Kind.INCREMENTAL, "local");
    }

    @Test
    void anIncremental_isMadeAgainstTheNewest_aDifferentialAgainstTheNewestFull() {
        BackupRecord full = add(0, Kind.FULL, null, CopyState.GOOD);
        BackupRecord one = add(1, Kind.INCREMENTAL, full, CopyState.GOOD);
        assertEquals(new ParentRule.Delta(List.of(full, one), List.of("local"), ""), choose(Kind.INCREMENTAL, "local"));
        assertEquals(new ParentRule.Delta(List.of(full), List.of("local"), ""), choose(Kind.DIFFERENTIAL, "local"));
    }

    @Test
    void aBackupOfOtherComponents_isPassedOver() {
        BackupRecord full = add(0, Kind.FULL, null, CopyState.GOOD);
        BackupRecord part = record(
                label(1, Kind.FULL), Lineage.full(1), List.of(Component.STATE), List.of(copy("local", CopyState.GOOD)));
        backups.add(0, part);
        assertEquals(full, ((ParentRule.Delta) choose(Kind.INCREMENTAL, "local")).parent());
    }

    @Test
    void anExpiredBackup_isPassedOver() {
        BackupRecord full = add(0, Kind.FULL, null, CopyState.GOOD);
        add(1, Kind.INCREMENTAL, full, CopyState.EXPIRED);
        assertEquals(full, ((ParentRule.Delta) choose(Kind.INCREMENTAL, "local")).parent());
    }

    @Test
    void aParentThatIsQuarantinedMissingOrExpiredAtADestination_makesAFull() {
        for (CopyState bad : List.of(CopyState.QUARANTINED, CopyState.MISSING, CopyState.EXPIRED)) {
            backups.clear();
            BackupRecord full = add(0, Kind.FULL, null, CopyState.GOOD, bad);
            assertFull(full.label() + " is " + bad.word() + " at destination 'usb'", Kind.INCREMENTAL, "local", "usb");
        }
    }

    @Test
    void anAncestorThatIsBad_makesAFull() {
        BackupRecord full = add(0, Kind.FULL, null, CopyState.GOOD, CopyState.MISSING);
        add(1, Kind.INCREMENTAL, full, CopyState.GOOD, CopyState.GOOD);
        assertFull(full.label() + " is missing at destination 'usb'", Kind.INCREMENTAL, "local", "usb");
    }

    @Test
    void anAncestorThatNobodyKnows_makesAFull() {
        BackupRecord full = add(0, Kind.FULL, null, CopyState.GOOD);
        BackupRecord one = add(1, Kind.INCREMENTAL, full, CopyState.GOOD);
        backups.remove(full);
        assertFull(full.label() + ", which " + one.label() + " needs, is not there", Kind.INCREMENTAL, "local");
    }

    @Test
    void aDestinationThatIsNew_makesAFull() {
        BackupRecord full = add(0, Kind.FULL, null, CopyState.GOOD);
        assertFull("destination 'usb' never got " + full.label(), Kind.INCREMENTAL, "local", "usb");
    }

    @Test
    void aParentPendingAtADestination_serves() {
        BackupRecord full = add(0, Kind.FULL, null, CopyState.GOOD, CopyState.PENDING);
        assertEquals(
                new ParentRule.Delta(List.of(full), List.of("local"), ""), choose(Kind.INCREMENTAL, "local", "usb"));
    }

    @Test
    void aParentThatNoDestinationThatAnswersHolds_makesAFull() {
        BackupRecord full = add(0, Kind.FULL, null, CopyState.PENDING, CopyState.GOOD);
        present.remove("usb");
        assertFull("no destination that answers holds " + full.label(), Kind.INCREMENTAL, "local", "usb");
    }

    @Test
    void aParentWhoseFilesAreGone_makesAFull() {
        BackupRecord full = add(0, Kind.FULL, null, CopyState.GOOD);
        present.get("local").clear();
        assertFull(full.label() + " is missing at destination 'local'", Kind.INCREMENTAL, "local");
    }

    @Test
    void aParentOfAnEarlierTimeline_makesAFull() {
        BackupRecord full = add(0, Kind.FULL, null, CopyState.GOOD);
        assertEquals(
                new ParentRule.Full("the installation was restored since " + full.label()),
                new ParentRule(backups, List.of("local"), present, Set.of(), 2, now)
                        .choose(Kind.INCREMENTAL, WHOLE, policy(100, Duration.ofDays(7), false)));
    }

    @Test
    void aChainOfItsLargestLength_ends_orIsConsolidated() {
        BackupRecord full = add(0, Kind.FULL, null, CopyState.GOOD);
        BackupRecord one = add(1, Kind.INCREMENTAL, full, CopyState.GOOD);
        String why = "the chain has 2 backups, as many as maxChain allows";
        ParentRule rule = rule("local");
        assertEquals(
                new ParentRule.Full(why), rule.choose(Kind.INCREMENTAL, WHOLE, policy(2, Duration.ofDays(7), false)));
        assertEquals(
                new ParentRule.Delta(List.of(full, one), List.of("local"), why),
                rule.choose(Kind.INCREMENTAL, WHOLE, policy(2, Duration.ofDays(7), true)));
        assertInstanceOf(
                ParentRule.Delta.class, rule.choose(Kind.INCREMENTAL, WHOLE, policy(3, Duration.ofDays(7), false)));
    }

    @Test
    void aChainOfItsLargestAge_endsWithTheRunOfTheSameHour_howeverLateTheFirstOneWas() {
        add(0, Kind.FULL, null, CopyState.GOOD);
        now = START.plus(Duration.ofDays(1)).minusSeconds(40);
        assertEquals(
                new ParentRule.Full("a full is due every 24 hours"),
                rule("local").choose(Kind.INCREMENTAL, WHOLE, policy(100, Duration.ofDays(1), false)));
        now = START.plus(Duration.ofHours(23));
        assertInstanceOf(
                ParentRule.Delta.class,
                rule("local").choose(Kind.INCREMENTAL, WHOLE, policy(100, Duration.ofDays(1), false)));
    }

    @Test
    void aConsolidatedFull_isTheParent_insteadOfTheBackupItWasMadeFrom() {
        BackupRecord full = add(0, Kind.FULL, null, CopyState.GOOD);
        BackupRecord one = add(1, Kind.INCREMENTAL, full, CopyState.GOOD);
        BackupRecord consolidated = new BackupRecord(
                label(1, Kind.FULL),
                "daily",
                one.contentId(),
                Lineage.consolidated(1, one.label()),
                one.takenAt(),
                one.finishedAt(),
                Compression.GZIP,
                1,
                1,
                1,
                1,
                "",
                WHOLE,
                "",
                List.of(),
                1,
                one.copies());
        backups.add(consolidated);
        present.get("local").add(consolidated.label());
        assertEquals(
                new ParentRule.Delta(List.of(consolidated), List.of("local"), ""), choose(Kind.INCREMENTAL, "local"));
    }

    private ParentRule.Choice choose(Kind kind, String... destinations) {
        return rule(destinations).choose(kind, WHOLE, policy(100, Duration.ofDays(7), false));
    }

    private void assertFull(String why, Kind kind, String... destinations) {
        assertEquals(new ParentRule.Full(why), choose(kind, destinations));
    }

    private static ChainPolicy policy(int maxChain, Duration fullEvery, boolean consolidate) {
        return new ChainPolicy(Kind.INCREMENTAL, fullEvery, maxChain, consolidate);
    }

    private ParentRule rule(String... destinations) {
        return new ParentRule(backups, List.of(destinations), present, Set.of(), 1, now);
    }

    private BackupRecord add(int hour, Kind kind, BackupRecord parent, CopyState... states) {
        Label label = label(hour, kind);
        List<String> names = List.of("local", "usb");
        List<CopyRecord> copies = new ArrayList<>();
        for (int i = 0; i < states.length; i++) {
            copies.add(copy(names.get(i), states[i]));
            present.computeIfAbsent(names.get(i), name -> new HashSet<>()).add(label);
        }
        Lineage lineage = parent == null ? Lineage.full(1) : Lineage.delta(1, parent.contentId(), parent.label());
        BackupRecord record = record(label, lineage, WHOLE, copies);
        backups.add(0, record);
        return record;
    }

    private static CopyRecord copy(String destination, CopyState state) {
        return new CopyRecord(destination, state, "direct", START);
    }

    private static Label label(int hour, Kind kind) {
        return new Label(START.plus(Duration.ofHours(hour)), kind);
    }

    private static BackupRecord record(
            Label label, Lineage lineage, List<Component> components, List<CopyRecord> copies) {
        String content =
                Sha256.of(label.toString().getBytes(StandardCharsets.UTF_8)).hex();
        return new BackupRecord(
                label,
                "daily",
                content,
                lineage,
                label.at(),
                label.at(),
                Compression.GZIP,
                1,
                1,
                1,
                1,
                "",
                components,
                "",
                List.of(),
                1,
                copies);
    }
}
