package io.thingconnect.pulse.backupd.control.varlink;

/**
 * Who is at the other end of a connection, as the kernel says.
 *
 * @param uid effective user id at the time of connecting
 * @param gid effective group id at the time of connecting
 * @param user name of the uid in the user database; the number itself where it has none
 */
public record Peer(long uid, long gid, long pid, String user) {}
