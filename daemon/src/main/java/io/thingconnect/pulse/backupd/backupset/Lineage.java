package io.thingconnect.pulse.backupd.backupset;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * Where a backup stands among the others of its job.
 *
 * @param timeline 1, and one more after each in-place restore
 * @param parentId content id of the parent, which decides; "" in a full
 * @param parent where the parent was last seen, a hint only: a consolidated full may have taken its place; null in a full
 * @param fullReason why a full was made where an incremental or differential was asked for, a clause; else ""
 * @param consolidatedFrom the backup whose chain this full was made from, null where it was read from the application
 * @param restoredFrom in the first full of a job after a restore in place: what had been restored; null elsewhere
 */
public record Lineage(
        int timeline, String parentId, Label parent, String fullReason, Label consolidatedFrom, Label restoredFrom) {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}|");

    public Lineage {
        requireNonNull(fullReason, "fullReason is null");
        if (timeline < 1 || !ID.matcher(parentId).matches() || parentId.isEmpty() != (parent == null)) {
            throw new IllegalArgumentException("timeline " + timeline + ", parent '" + parentId + "' " + parent);
        }
    }

    public static Lineage full(int timeline) {
        return full(timeline, "");
    }

    public static Lineage full(int timeline, String reason) {
        return new Lineage(timeline, "", null, reason, null, null);
    }

    public static Lineage delta(int timeline, String parentId, Label parent) {
        return new Lineage(timeline, parentId, parent, "", null, null);
    }

    public static Lineage consolidated(int timeline, Label from) {
        return new Lineage(timeline, "", null, "", from, null);
    }

    /** The same for the first full on a timeline that a restore began; null where none did. */
    public Lineage restoredFrom(Label label) {
        return new Lineage(timeline, parentId, parent, fullReason, consolidatedFrom, label);
    }

    public boolean isDelta() {
        return parent != null;
    }
}
