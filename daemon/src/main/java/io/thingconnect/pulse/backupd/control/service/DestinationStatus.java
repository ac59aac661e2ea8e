package io.thingconnect.pulse.backupd.control.service;

import java.util.List;

/**
 * One destination as it was last seen. Its components are exactly what the protocol sends.
 *
 * @param type {@code local}, {@code network} or {@code s3}
 * @param location for people: a path, a share, a bucket
 * @param freeBytes null where nobody knows
 * @param totalBytes null where nobody knows
 * @param backups how many it holds
 * @param pending how many copies are still to be made there
 * @param latencyMillis how long it took to answer; null where it did not
 * @param error why it is not reachable; "" where it is
 * @param notices in which ways it does not do what it was asked to, or lets nobody delete, as far as the daemon has seen since its start
 */
public record DestinationStatus(
        String name,
        String type,
        String location,
        boolean reachable,
        Long freeBytes,
        Long totalBytes,
        long backups,
        long pending,
        Long latencyMillis,
        String error,
        List<String> notices) {}
