package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The blocks of commands of a runbook, each with the headings that it stands under. One that was taken is gone. */
final class RunbookBlocks {
    private final String text;
    private final List<Block> left = new ArrayList<>();
    private final Set<String> taken = new HashSet<>();

    private record Block(String where, String commands) {
        @Override
        public String toString() {
            return where + ": " + commands;
        }
    }

    RunbookBlocks(String text) {
        this.text = text;
        String chapter = "";
        String section = "";
        StringBuilder block = null;
        for (String line : text.lines().toList()) {
            if (line.equals("```sh")) {
                block = new StringBuilder();
            } else if (line.equals("```") && block != null) {
                left.add(new Block(chapter + section, block.toString()));
                block = null;
            } else if (block != null) {
                block.append(line).append('\n');
            } else if (line.startsWith("## ")) {
                chapter = line.substring(3);
                section = "";
            } else if (line.startsWith("### ")) {
                section = " / " + line.substring(4);
            }
        }
    }

    String text() {
        return text;
    }

    /** The first one that is left below headings that begin so. */
    String take(String where) {
        for (Block block : left) {
            if (block.where().startsWith(where)) {
                return taken(block);
            }
        }
        throw new AssertionError("no block of commands is left below '" + where + "' in: " + text);
    }

    /** The one that is left and holds some words. */
    String takeWith(String words) {
        List<Block> found =
                left.stream().filter(block -> block.commands().contains(words)).toList();
        assertTrue(found.size() == 1, () -> found.size() + " blocks hold '" + words + "': " + found);
        return taken(found.get(0));
    }

    private String taken(Block block) {
        left.remove(block);
        taken.add(block.commands());
        return block.commands();
    }

    /** What another test types, from a runbook that says the same. */
    void skip(String... where) {
        for (String each : where) {
            assertTrue(left.removeIf(block -> block.where().startsWith(each)), () -> "nothing below '" + each + "'");
        }
    }

    /** What nobody has typed yet, here or at another place. */
    List<String> left() {
        return left.stream()
                .filter(block -> !taken.contains(block.commands()))
                .map(Block::toString)
                .toList();
    }
}
