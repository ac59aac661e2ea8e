package io.thingconnect.pulse.backupd.verify;

import io.thingconnect.pulse.backupd.archive.ArchiveMember;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;

/**
 * Whether a member's header says what the manifest says of it. An archive says less in two things: its times have 100 ns,
 * and extended attributes that are no text are not in it.
 */
final class Headers {
    private static final Duration RESOLUTION = Duration.ofNanos(100);

    /** Bytes of attributes up to which an archive surely carries all that are text. */
    private static final int SURELY_CARRIED = 64 * 1024;

    private static final int MANY = 64;

    private Headers() {}

    static boolean match(Entry entry, ArchiveMember member) {
        return entry.mode() == member.mode()
                && entry.owner().equals(member.owner())
                && Duration.between(entry.mtime(), member.mtime()).abs().compareTo(RESOLUTION) < 0
                && Objects.equals(entry.linkTarget(), member.linkTarget())
                && Objects.equals(entry.acl(), member.acl())
                && ((entry.type() == EntryType.FILE && entry.sha256() == null) || xattrs(entry, member));
    }

    private static boolean xattrs(Entry entry, ArchiveMember member) {
        Map<String, String> listed = entry.xattrs();
        if (!listed.entrySet().containsAll(member.xattrs().entrySet())) {
            return false;
        }
        int bytes = listed.values().stream().mapToInt(String::length).sum();
        return bytes > SURELY_CARRIED
                || listed.size() > MANY
                || listed.entrySet().stream()
                        .allMatch(xattr -> member.xattrs().containsKey(xattr.getKey()) || !isText(xattr.getValue()));
    }

    private static boolean isText(String base64) {
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getDecoder().decode(base64)));
            return true;
        } catch (CharacterCodingException | IllegalArgumentException e) {
            return false;
        }
    }
}
