package io.thingconnect.pulse.backupd.retention;

import io.thingconnect.pulse.backupd.backupset.Label;
import java.util.ArrayList;
import java.util.List;

/**
 * What an expiry would do. A plan holds for the list it was made from: whoever carries it out sees to it that no backup is
 * added in between.
 *
 * @param fates of all backups, newest first
 * @param deletions what goes, in the order in which it may go: a backup always before what it needs, and otherwise the
 *     youngest first. So if we stop anywhere, every remaining backup still has its chain.
 * @param notices what a person should know of: backups that cannot be restored from here, and why
 */
public record RetentionPlan(List<Fate> fates, List<Label> deletions, List<String> notices) {
    public RetentionPlan {
        fates = List.copyOf(fates);
        deletions = List.copyOf(deletions);
        notices = List.copyOf(notices);
    }

    /** The plan as people read it: one line for each backup, newest first, then the notices, then the count. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        fates.forEach(fate -> lines.add(fate.line()));
        notices.forEach(notice -> lines.add("note " + notice));
        lines.add(fates.size() - deletions.size() + " kept, " + deletions.size() + " dropped");
        return List.copyOf(lines);
    }
}
