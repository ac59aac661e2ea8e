package io.thingconnect.pulse.backupd.control.service;

import io.thingconnect.pulse.backupd.catalog.AlarmRecord;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.util.List;
import java.util.Optional;

/** What is wrong, who has it in hand, and how people are told. */
public interface Alarms {
    /** Those that are open, the severest first, then the oldest. */
    List<AlarmRecord> open() throws BackupException;

    /** Open and over, newest first. */
    List<AlarmRecord> history(int limit) throws BackupException;

    /**
     * Nobody is told of it again until it has cleared, or gets more severe. Replaces an earlier acknowledgement.
     *
     * @param id of an open one, or the beginning that only one of them has
     * @param by the user's name
     * @param note "" for none
     * @throws BackupException {@code ALARM_NOT_FOUND}
     */
    AlarmRecord acknowledge(String id, String by, String note) throws BackupException;

    /**
     * How a test of a channel went.
     *
     * @param type {@code email}, {@code webhook} or {@code command}
     * @param answer what the other side said, or why it was not delivered; without secrets
     */
    record ChannelTest(String channel, String type, boolean passed, String answer, long millis) {}

    /**
     * Sends a test by one channel, or by each, and waits for the answers: a minute or so where one hangs.
     *
     * @return in the order of the configuration; empty where there is no channel at all
     * @throws BackupException {@code CHANNEL_NOT_FOUND}
     */
    List<ChannelTest> test(Optional<String> channel) throws BackupException;
}
