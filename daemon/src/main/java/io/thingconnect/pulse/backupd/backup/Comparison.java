package io.thingconnect.pulse.backupd.backup;

/** What comparing the application with a parent came to. */
public sealed interface Comparison {

    /** A delta can be made. */
    record Ready(DeltaCapture capture) implements Comparison {}

    /**
     * A full is due instead.
     *
     * @param why a clause for list, log and manifest: "the parent's page map is missing"
     */
    record Unfit(String why) implements Comparison {}
}
