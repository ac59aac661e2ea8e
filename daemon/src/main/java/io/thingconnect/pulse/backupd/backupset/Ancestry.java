package io.thingconnect.pulse.backupd.backupset;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who is whose parent among the backups of one job that are at hand. The content id decides and the label is a hint: a
 * full with the parent's content, as consolidating makes one, takes the parent's place. A parent is always earlier than
 * its child, so no chain runs in a circle, whatever the ids say.
 */
public final class Ancestry {
    private static final Comparator<Member> BEST = Comparator.comparing(
                    (Member member) -> member.label().kind() == Kind.FULL)
            .thenComparing(Member::label);

    private final Map<String, List<Member>> byContent = new HashMap<>();

    private Ancestry(Collection<Member> members) {
        members.forEach(member -> byContent
                .computeIfAbsent(member.contentId(), id -> new ArrayList<>())
                .add(member));
    }

    /** A backup as its chain sees it. */
    public record Member(Label label, String contentId, Lineage lineage) {
        public Member {
            requireNonNull(label, "label is null");
            requireNonNull(contentId, "contentId is null");
            requireNonNull(lineage, "lineage is null");
        }

        public static Member of(Manifest manifest) {
            return new Member(manifest.label(), manifest.contentId(), manifest.lineage());
        }
    }

    /** @param members only those that may serve as parents: of one job, present, not known to be damaged */
    public static Ancestry among(Collection<Member> members) {
        return new Ancestry(members);
    }

    /**
     * The parent to use: a full, the newest of several, because it makes the shortest chain; else the one that the child
     * names; else the newest with that content. Empty for a full, and where none is at hand.
     */
    public Optional<Member> parent(Member child) {
        if (!child.lineage().isDelta()) {
            return Optional.empty();
        }
        List<Member> fitting = byContent.getOrDefault(child.lineage().parentId(), List.of()).stream()
                .filter(member -> member.label().at().isBefore(child.label().at()))
                .toList();
        Optional<Member> named = fitting.stream()
                .filter(member -> member.label().equals(child.lineage().parent()))
                .findFirst();
        Optional<Member> best = fitting.stream().max(BEST);
        boolean full = best.isPresent() && best.get().label().kind() == Kind.FULL;
        return full || named.isEmpty() ? best : named;
    }

    /** The chain of a backup, oldest first, itself last; the first one is no full where an ancestor is not at hand. */
    public List<Member> chain(Member newest) {
        List<Member> chain = new ArrayList<>();
        for (Optional<Member> at = Optional.of(newest); at.isPresent(); at = parent(at.get())) {
            chain.add(at.get());
        }
        Collections.reverse(chain);
        return chain;
    }
}
