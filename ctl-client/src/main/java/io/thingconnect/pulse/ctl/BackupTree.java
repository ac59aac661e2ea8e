package io.thingconnect.pulse.ctl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Backups as a tree: the chain with the newest backup first, in each the full first, then what is based on it, oldest first.
 * A straight run of incrementals stays on one level, because its order says who is based on whom; only where a backup has
 * several children are they, and what follows each, indented.
 */
final class BackupTree {
    /** Levels, before a chain that branches again and again is shown flat. */
    private static final int DEEPEST = 8;

    private static final int STAMP_END = "pulse-backup-20240115T020000Z".length();

    private final Map<String, Node> nodes = new HashMap<>();
    private final List<Node> oldestFirst = new ArrayList<>();
    private final boolean utf8;
    private final List<Line> lines = new ArrayList<>();

    /** @param utf8 whether the screen has lines to draw with; else ASCII */
    BackupTree(List<Fields> backups, boolean utf8) throws Failure {
        this.utf8 = utf8;
        for (Fields backup : backups) {
            Node node = new Node(backup);
            nodes.put(node.label, node);
            oldestFirst.add(node);
        }
        oldestFirst.sort(BackupTree::byTime);
        for (Node node : oldestFirst) {
            attach(node);
        }
        for (int i = oldestFirst.size() - 1; i >= 0; i--) {
            oldestFirst.get(i).tellParent();
        }
    }

    /**
     * One row.
     *
     * @param branch what stands before the label
     * @param orphan why it cannot be restored, a clause; "" where it can
     */
    record Line(String branch, Fields backup, String orphan) {}

    private static final class Node {
        final Fields backup;
        final String label;
        final List<Node> children = new ArrayList<>();
        Node parent;
        /** The newest label of the subtree. */
        String newest;

        String orphan = "";

        Node(Fields backup) throws Failure {
            this.backup = backup;
            this.label = backup.text("label");
            this.newest = label;
        }

        void tellParent() {
            if (parent != null && parent.newest.compareTo(newest) < 0) {
                parent.newest = newest;
            }
        }
    }

    private static int byTime(Node a, Node b) {
        return a.label.compareTo(b.label);
    }

    /** A parent is earlier than its child; what claims otherwise would be a circle. */
    private static boolean isEarlier(String parent, String child) {
        return stamp(parent).compareTo(stamp(child)) < 0;
    }

    private static String stamp(String label) {
        return label.substring(0, Math.min(STAMP_END, label.length()));
    }

    private void attach(Node node) throws Failure {
        String parentLabel = node.backup.text("parent");
        if (parentLabel.isEmpty()) {
            return;
        }
        Node parent = nodes.get(parentLabel);
        if (parent == null || !isEarlier(parentLabel, node.label)) {
            node.orphan = "orphan: its parent " + BackupText.brief(parentLabel) + " is gone";
            return;
        }
        node.parent = parent;
        parent.children.add(node);
        String state = parent.backup.text("state");
        if (!parent.orphan.isEmpty()) {
            node.orphan = "orphan";
        } else if (!state.equals("good") && !state.equals("pending")) {
            node.orphan = "orphan: its parent is " + state;
        }
    }

    List<Line> lines() {
        List<Node> roots = new ArrayList<>();
        for (Node node : oldestFirst) {
            if (node.parent == null) {
                roots.add(node);
            }
        }
        roots.sort((a, b) -> b.newest.compareTo(a.newest));
        for (Node root : roots) {
            add("", root);
            below(root, "", 1);
        }
        return lines;
    }

    private void add(String branch, Node node) {
        lines.add(new Line(branch, node.backup, node.orphan));
    }

    private void below(Node node, String prefix, int depth) {
        if (depth > DEEPEST) {
            List<Node> all = new ArrayList<>();
            collect(node, all);
            all.sort(BackupTree::byTime);
            level(all, prefix);
        } else if (node.children.size() > 1) {
            for (int i = 0; i < node.children.size(); i++) {
                boolean last = i == node.children.size() - 1;
                add(prefix + corner(last), node.children.get(i));
                below(node.children.get(i), prefix + stem(last), depth + 1);
            }
        } else if (!node.children.isEmpty()) {
            List<Node> run = new ArrayList<>();
            Node end = node;
            while (end.children.size() == 1) {
                end = end.children.get(0);
                run.add(end);
            }
            level(run, prefix);
            below(end, prefix + stem(true), depth + 1);
        }
    }

    private static void collect(Node node, List<Node> all) {
        List<Node> next = new ArrayList<>(node.children);
        while (!next.isEmpty()) {
            Node one = next.remove(next.size() - 1);
            all.add(one);
            next.addAll(one.children);
        }
    }

    private void level(List<Node> level, String prefix) {
        for (int i = 0; i < level.size(); i++) {
            add(prefix + corner(i == level.size() - 1), level.get(i));
        }
    }

    private String corner(boolean last) {
        if (utf8) {
            return last ? "\u2514\u2500 " : "\u251c\u2500 ";
        }
        return last ? "`- " : "|- ";
    }

    private String stem(boolean last) {
        return last ? "   " : utf8 ? "\u2502  " : "|  ";
    }
}
