package io.thingconnect.pulse.backupd.backupset;

import java.util.List;
import java.util.Set;

/**
 * What sets an archive that holds a delta apart from one that holds everything; {@link #NONE} in a full.
 *
 * @param unchanged paths of entries that are as in the parent and not in the archive
 * @param deleted paths that the parent has and that go first: what is gone, and what is of another type now; none lies
 *     below another one
 * @param control the members below {@link #DIRECTORY}, in the order of the archive
 */
public record Difference(Set<String> unchanged, List<String> deleted, List<ControlMember> control) {
    public static final Difference NONE = new Difference(Set.of(), List.of(), List.of());

    /** Directory of the members that tell how to apply the delta; no captured path is ever below it. */
    public static final String DIRECTORY = ".pulse-backup";

    public static final String DELETED = DIRECTORY + "/deleted0";
    public static final String BEFORE = DIRECTORY + "/before.sha256";
    public static final String AFTER = DIRECTORY + "/after.sha256";
    public static final String APPLY = DIRECTORY + "/apply.sh";

    public Difference {
        unchanged = Set.copyOf(unchanged);
        deleted = List.copyOf(deleted);
        control = List.copyOf(control);
    }

    /** One of the small files ahead of all else. */
    public record ControlMember(String path, long size, Sha256 sha256) {}
}
