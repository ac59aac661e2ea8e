package io.thingconnect.pulse.backupd.source.sqlite;

/**
 * What can be told of a live database without connecting to it.
 *
 * @param wal whether it has a write-ahead log
 * @param bytes of the main file
 * @param walBytes of the write-ahead log, 0 where there is none
 * @param unfinishedJournal whether a rollback journal holds a transaction that no process is at work on
 */
public record DatabaseCondition(boolean wal, long bytes, long walBytes, boolean unfinishedJournal) {}
