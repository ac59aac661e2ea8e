package io.thingconnect.pulse.backupd.backup;

/**
 * Who makes the backups.
 *
 * @param host as configured, else the machine's name
 * @param instanceId random, made at the first start: tells a box from its clone
 */
public record Identity(String host, String instanceId, String productVersion) {}
