/**
 * A folder of an SMB share (Windows, Samba, a NAS) as a destination.
 *
 * <p>Each call and each stream has a connection of its own, closed with it: nothing can go stale between two backups, and
 * no thread stays. Every wait on a server ends after the configured time, by closing the socket.
 */
package io.thingconnect.pulse.backupd.storage.smb;
