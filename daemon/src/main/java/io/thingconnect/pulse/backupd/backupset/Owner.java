package io.thingconnect.pulse.backupd.backupset;

/** Numeric ids, and the names they had where the backup was made ("" where the id had none). */
public record Owner(int uid, int gid, String user, String group) {}
