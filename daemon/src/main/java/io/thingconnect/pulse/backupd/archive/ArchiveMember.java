package io.thingconnect.pulse.backupd.archive;

import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Owner;
import java.time.Instant;
import java.util.Map;

/**
 * A member as an archive claims it to be; its path has been checked to stay below any target.
 *
 * @param linkTarget of a symlink as it stands; of a hard link the checked path of its first name; null otherwise
 * @param xattrs name to Base64 of the value
 * @param acl as {@code system.AccessList} writes it, or null
 */
public record ArchiveMember(
        String path,
        EntryType type,
        long size,
        int mode,
        Owner owner,
        Instant mtime,
        String linkTarget,
        Map<String, String> xattrs,
        String acl) {}
