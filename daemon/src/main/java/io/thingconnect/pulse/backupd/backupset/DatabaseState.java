package io.thingconnect.pulse.backupd.backupset;

/**
 * One database as captured: what {@code sha256sum} prints for it after a restore, and what deltas need.
 *
 * @param path of its archive member, relative to the root
 * @param pageSize bytes
 * @param pages of the captured commit
 * @param changedPages carried by this archive; all of them in a full
 * @param before SHA-256 of the whole file in the parent; null in a full
 * @param after SHA-256 of the whole file in this backup
 * @param schemaVersion the application's own, the last row of {@code __EFMigrationsHistory}; "" where there is none
 * @param method how it was read: {@code streamed}, {@code staged} or {@code copied}
 */
public record DatabaseState(
        String path,
        int pageSize,
        long pages,
        long changedPages,
        Sha256 before,
        Sha256 after,
        String schemaVersion,
        String method) {}
