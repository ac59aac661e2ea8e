package io.thingconnect.pulse.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackupTreeTest {
    private final List<Fields> backups = new ArrayList<>();

    /** An hour of 2024-01-15 and a kind, for example {@code 02 full}. */
    private static String label(String text) {
        return "20240115T" + text.substring(0, 2) + "0000Z-" + text.substring(3);
    }

    private BackupTreeTest add(String text, String parent) throws Failure {
        return add(text, parent, "good");
    }

    private BackupTreeTest add(String text, String parent, String state) throws Failure {
        addLabel(label(text), parent.isEmpty() ? "" : label(parent), state);
        return this;
    }

    private void addLabel(String label, String parent, String state) throws Failure {
        byte[] json = Samples.backup(label, parent, "")
                .replace("\"state\":\"good\",\"takenAt\"", "\"state\":\"" + state + "\",\"takenAt\"")
                .getBytes(StandardCharsets.UTF_8);
        backups.add(JsonReader.read(json, json.length));
    }

    private String tree(boolean utf8) throws Failure {
        StringBuilder text = new StringBuilder();
        for (BackupTree.Line line : new BackupTree(backups, utf8).lines()) {
            String label = BackupText.brief(line.backup().text("label"));
            text.append(line.branch()).append(label, 9, 11).append(label.substring(16));
            text.append(line.orphan().isEmpty() ? "" : " (" + line.orphan() + ")")
                    .append('\n');
        }
        return text.toString();
    }

    @Test
    void aStraightChainStaysOnOneLevel() throws Failure {
        add("02 full", "").add("03 incremental", "02 full").add("04 incremental", "03 incremental");
        add("05 incremental", "04 incremental");
        assertEquals("""
                02-full
                ├─ 03-incremental
                ├─ 04-incremental
                └─ 05-incremental
                """, tree(true));
        assertEquals("""
                02-full
                |- 03-incremental
                |- 04-incremental
                `- 05-incremental
                """, tree(false));
    }

    @Test
    void branchesAreIndented() throws Failure {
        add("02 full", "").add("03 incremental", "02 full").add("04 incremental", "03 incremental");
        add("05 incremental", "04 incremental")
                .add("06 differential", "02 full")
                .add("07 differential", "02 full");
        add("08 incremental", "07 differential").add("09 incremental", "07 differential");
        assertEquals("""
                02-full
                ├─ 03-incremental
                │  ├─ 04-incremental
                │  └─ 05-incremental
                ├─ 06-differential
                └─ 07-differential
                   ├─ 08-incremental
                   └─ 09-incremental
                """, tree(true));
    }

    @Test
    void theChainWithTheNewestBackupComesFirstWhateverTheOrderOfTheList() throws Failure {
        add("02 full", "").add("09 incremental", "02 full").add("04 full", "").add("05 full", "");
        String expected = """
                02-full
                └─ 09-incremental
                05-full
                04-full
                """;
        assertEquals(expected, tree(true));
        Collections.reverse(backups);
        assertEquals(expected, tree(true));
    }

    @Test
    void aConsolidatedFullHasTheDescendantsOfTheBackupItWasMadeFrom() throws Failure {
        add("02 full", "").add("03 incremental", "02 full").add("03 full", "").add("04 incremental", "03 full");
        assertEquals("""
                03-full
                └─ 04-incremental
                02-full
                └─ 03-incremental
                """, tree(true));
    }

    @Test
    void aDeltaWhoseAncestorIsGoneIsAnOrphanAndSoIsWhatFollows() throws Failure {
        add("03 incremental", "02 full").add("04 incremental", "03 incremental");
        add("05 full", "", "quarantined").add("06 incremental", "05 full");
        add("07 full", "", "pending").add("08 incremental", "07 full", "pending");
        assertEquals("""
                07-full
                └─ 08-incremental
                05-full
                └─ 06-incremental (orphan: its parent is quarantined)
                03-incremental (orphan: its parent 20240115T020000Z-full is gone)
                └─ 04-incremental (orphan)
                """, tree(true));
    }

    @Test
    void aCircleOfParentsEndsAndLosesNobody() throws Failure {
        add("03 incremental", "04 incremental")
                .add("04 incremental", "03 incremental")
                .add("05 full", "05 full");
        assertEquals("""
                05-full (orphan: its parent 20240115T050000Z-full is gone)
                03-incremental (orphan: its parent 20240115T040000Z-incremental is gone)
                └─ 04-incremental (orphan)
                """, tree(true));
    }

    @Test
    void aChainOf96IsAsDeepAsOneOfTwo() throws Failure {
        String last = "20240115T000000Z-full";
        addLabel(last, "", "good");
        for (int i = 1; i <= 96; i++) {
            String next = String.format("20240115T%02d%02d00Z-incremental", i / 4, i % 4 * 15);
            addLabel(next, last, "good");
            last = next;
        }
        List<BackupTree.Line> lines = new BackupTree(backups, true).lines();
        assertEquals(97, lines.size());
        for (BackupTree.Line line : lines.subList(1, 97)) {
            assertEquals(3, line.branch().length());
        }
    }

    @Test
    void whateverTheShape_everyBackupIsShownOnceAndNoneIsFarToTheRight() throws Failure {
        Random random = new Random(3);
        for (int round = 0; round < 200; round++) {
            backups.clear();
            List<String> labels = new ArrayList<>();
            int count = 1 + random.nextInt(60);
            for (int i = 0; i < count; i++) {
                String label = String.format("20240115T%02d%02d00Z-incremental", i / 4, i % 4 * 15);
                // Mostly one of the last two, so that branches grow deep.
                int back = 1 + random.nextInt(random.nextInt(10) == 0 ? count : 2);
                addLabel(label, i - back < 0 ? "20240114T000000Z-full" : labels.get(i - back), "good");
                labels.add(label);
            }
            List<String> shown = new ArrayList<>();
            for (BackupTree.Line line : new BackupTree(backups, true).lines()) {
                shown.add(BackupText.brief(line.backup().text("label")));
                assertTrue(line.branch().length() <= 3 * 10, line.branch());
            }
            Collections.sort(shown);
            assertEquals(labels, shown);
        }
    }
}
