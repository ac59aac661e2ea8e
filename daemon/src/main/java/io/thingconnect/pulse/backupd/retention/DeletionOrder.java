package io.thingconnect.pulse.backupd.retention;

import io.thingconnect.pulse.backupd.backupset.Label;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The youngest first, but none before all that need it are gone. Nearly always the one is the other, since a label is
 * later than its parent's; a consolidated full, though, may be younger than what has come to be based on it.
 */
final class DeletionOrder {
    private final Map<Label, Candidate> remaining = new HashMap<>();
    private final Map<Label, Integer> children = new HashMap<>();
    private final TreeSet<Label> free = new TreeSet<>(Comparator.reverseOrder());

    private DeletionOrder(List<Candidate> dropped) {
        for (Candidate candidate : dropped) {
            remaining.put(candidate.label(), candidate);
            if (candidate.parent() != null) {
                children.merge(candidate.parent(), 1, Integer::sum);
            }
        }
        remaining.keySet().stream()
                .filter(label -> !children.containsKey(label))
                .forEach(free::add);
    }

    static List<Label> of(List<Candidate> dropped) {
        return new DeletionOrder(dropped).order();
    }

    private List<Label> order() {
        List<Label> order = new ArrayList<>();
        while (!remaining.isEmpty()) {
            // Only a circle has no end to begin with; nothing in it can be restored, so any order will do.
            Label next = free.isEmpty()
                    ? remaining.keySet().stream().max(Comparator.naturalOrder()).orElseThrow()
                    : free.pollFirst();
            order.add(next);
            Label parent = remaining.remove(next).parent();
            boolean last = parent != null && children.merge(parent, -1, Integer::sum) == 0;
            if (last && remaining.containsKey(parent)) {
                free.add(parent);
            }
        }
        return order;
    }
}
