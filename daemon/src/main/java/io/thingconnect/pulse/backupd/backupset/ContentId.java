package io.thingconnect.pulse.backupd.backupset;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.TreeMap;

/**
 * Names a state by what it holds and not by when or how it was captured: two backups with the same databases and the
 * same tree have the same content id, so that a full made out of a chain can take the place of the chain.
 */
public final class ContentId {
    private ContentId() {}

    /**
     * SHA-256 in hex over one line per database and per entry, each ended by a newline, its fields separated by NUL, in
     * the order of the paths' UTF-8 text: {@code D path pageSize pages sha256} and
     * {@code E path type component size mode uid gid user group mtime sha256 linkTarget xattrs acl}. A NUL cannot occur
     * in a path or a name, so no two trees share a text.
     */
    public static String of(List<DatabaseState> databases, List<Entry> entries) {
        MessageDigest digest = Sha256.digest();
        TreeMap<String, String> lines = new TreeMap<>();
        for (DatabaseState database : databases) {
            lines.put("D\0" + database.path(), database.pageSize() + "\0" + database.pages() + "\0" + database.after());
        }
        for (Entry entry : entries) {
            lines.put("E\0" + entry.path(), fields(entry));
        }
        lines.forEach((path, fields) -> digest.update((path + "\0" + fields + "\n").getBytes(StandardCharsets.UTF_8)));
        return Sha256.of(digest).hex();
    }

    private static String fields(Entry entry) {
        return String.join(
                "\0",
                entry.type().word(),
                entry.component().word(),
                Long.toString(entry.size()),
                Integer.toOctalString(entry.mode()),
                Integer.toString(entry.owner().uid()),
                Integer.toString(entry.owner().gid()),
                entry.owner().user(),
                entry.owner().group(),
                entry.mtime().toString(),
                entry.sha256() == null ? "" : entry.sha256().hex(),
                entry.linkTarget() == null ? "" : entry.linkTarget(),
                new TreeMap<>(entry.xattrs()).toString(),
                entry.acl() == null ? "" : entry.acl());
    }
}
