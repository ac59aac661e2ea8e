package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import java.time.Instant;
import java.util.Set;

/** How what a backup holds looks in replies. */
final class ContentWire {
    private ContentWire() {}

    record Entry(
            String path,
            String type,
            String component,
            long size,
            String mode,
            String user,
            String group,
            Instant mtime,
            String sha256,
            String linkTarget,
            boolean carried) {
        /** @param carried whether the archive holds it, and does not only list it */
        static Entry of(io.thingconnect.pulse.backupd.backupset.Entry entry, boolean carried) {
            boolean hashed = entry.type() == EntryType.FILE && entry.sha256() != null;
            return new Entry(
                    entry.path(),
                    entry.type().word(),
                    entry.component().word(),
                    entry.size(),
                    String.format("%04o", entry.mode()),
                    name(entry.owner().user(), entry.owner().uid()),
                    name(entry.owner().group(), entry.owner().gid()),
                    entry.mtime(),
                    hashed ? entry.sha256().hex() : "",
                    entry.linkTarget() == null ? "" : entry.linkTarget(),
                    carried);
        }

        private static String name(String name, int id) {
            return name.isEmpty() ? Integer.toString(id) : name;
        }
    }

    record Database(
            String path,
            long pageSize,
            long pages,
            long changedPages,
            Long deltaBytes,
            String sha256,
            String schemaVersion,
            String method) {
        static Database of(DatabaseState d) {
            return new Database(
                    d.path(),
                    d.pageSize(),
                    d.pages(),
                    d.changedPages(),
                    d.isDelta() ? d.delta().size() : null,
                    d.after().hex(),
                    d.schemaVersion(),
                    d.method());
        }
    }

    record ChangeCounts(long carriedEntries, long unchangedEntries, long deletedEntries, long changedPages) {
        /** @param manifest of a delta */
        static ChangeCounts of(Manifest manifest) {
            long changedPages = manifest.databases().stream()
                    .filter(DatabaseState::isDelta)
                    .mapToLong(DatabaseState::changedPages)
                    .sum();
            Set<String> notCarried = manifest.notCarried();
            long carried = manifest.entries().stream()
                    .filter(entry -> !notCarried.contains(entry.path()))
                    .count();
            return new ChangeCounts(
                    carried,
                    manifest.difference().unchanged().size(),
                    manifest.difference().deleted().size(),
                    changedPages);
        }
    }
}
