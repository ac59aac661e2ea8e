package io.thingconnect.pulse.backupd.catalog;

/**
 * How many runs of an operation and a job ended in a state, since the catalog began.
 *
 * @param job "" where the operation has none
 */
public record RunCount(String operation, String job, RunState state, long runs) {}
